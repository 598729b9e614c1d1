import type { IncomingMessage, ServerResponse } from 'node:http';
import { SharedRoom } from './shared-room.js';

/** Takes room for this many bytes more; false where there is none. */
export type Hold = (bytes: number) => boolean;

/** What a request has read is held until its answer is out, or its connection gone. */
export type BodyBudget = (response: ServerResponse) => Hold;

/**
 * @param most bytes, over all requests together
 * @param networkOf whose share of them a request takes
 */
export function bodyBudget(
  most: number,
  networkOf: (request: IncomingMessage) => string | undefined,
): BodyBudget {
  const room = new SharedRoom(most);
  return (response) => {
    const network = networkOf(response.req);
    let own = 0;
    response.once('close', () => {
      room.give(own, network);
    });
    return (bytes) => {
      if (response.closed || !room.take(bytes, network)) return false;
      own += bytes;
      return true;
    };
  };
}
