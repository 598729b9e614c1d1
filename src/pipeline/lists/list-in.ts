import { GatewayError } from '../../errors/gateway-error.js';

/**
 * The items of `{ start, limit, total, users: [...] }`, or of a bare array. Anything else is no list: to take it for
 * an empty one would tell a client that nobody is there, and some delete what they no longer find.
 *
 * @throws GatewayError `upstream-unreadable`, also for no body at all
 */
export function listIn(body: unknown): unknown[] {
  const items: unknown = Array.isArray(body) ? body : Object.values(body ?? {}).find(Array.isArray);
  if (Array.isArray(items)) return items as unknown[];
  throw new GatewayError('upstream-unreadable', { message: 'This is not what was asked for.' });
}

/** Pages of one list: far more than any has, so that one that leads in a circle, or tells a `total` that is none, ends here. */
export const mostPages = 200;

/** For what has more. */
export function endlessList(): GatewayError {
  return new GatewayError('upstream-unreadable', { message: 'A list of the tenant does not end.' });
}
