import type { IncomingMessage, ServerResponse } from 'node:http';
import { SharedRoom } from './shared-room.js';
import type { Traffic } from '../traffic.js';

/** Takes room for a request until its response closes; false where there is none. */
export type Pipelining = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Bounds the pipelined requests that wait for an earlier one of their connection. The number of connections is
 * bounded, but one connection can bring any number of requests: while the tenant was slow, they filled the memory.
 *
 * @param most requests, over all connections together
 * @param networkOf the network whose share a request takes from
 */
export function pipelining(
  most: number,
  traffic: Pick<Traffic, 'isBehind'>,
  networkOf: (request: IncomingMessage) => string | undefined,
): Pipelining {
  const room = new SharedRoom(most);
  return (request, response) =>
    !traffic.isBehind(request) || room.takeUntilClosed(response, networkOf(request));
}
