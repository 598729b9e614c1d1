import type { IncomingMessage, ServerResponse } from 'node:http';
import { SharedRoom } from './shared-room.js';
import type { Traffic } from '../traffic.js';

/** Whether there is room for a request, which it has then until it is answered or its connection gone. */
export type Pipelining = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Room for requests that have come before an earlier one of their connection is answered. Connections are counted, but
 * one alone can bring as many requests as it likes: without an end they filled the memory while the tenant was slow.
 *
 * @param most requests, over all connections together
 * @param networkOf whose share of them a request takes
 */
export function pipelining(
  most: number,
  traffic: Pick<Traffic, 'isBehind'>,
  networkOf: (request: IncomingMessage) => string | undefined,
): Pipelining {
  const room = new SharedRoom(most);
  return (request, response) => {
    if (!traffic.isBehind(request)) return true;
    const network = networkOf(request);
    if (!room.take(1, network)) return false;
    response.once('close', () => {
      room.give(1, network);
    });
    return true;
  };
}
