import type { IncomingMessage, ServerResponse } from 'node:http';
import { SharedRoom } from './shared-room.js';

/** Takes room for this many more bytes; false where there is none. */
export type Hold = (bytes: number) => boolean;

/** Opens the budget of one request: what it takes is given back when its response closes. */
export type BodyBudget = (response: ServerResponse) => Hold;

/**
 * @param most bytes, over all requests together
 * @param networkOf the network whose share a request takes from
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
