import { GatewayError } from '../../errors/gateway-error.js';
import { findList } from '../../syntax/json-object.js';

/**
 * The items of `{ start, limit, total, users: [...] }`, or of a bare array. Anything else is an error. If it counted
 * as an empty list, clients would believe that nobody is there, and some delete what they no longer find.
 *
 * @throws GatewayError `upstream-unreadable`, also for no body at all
 */
export function listIn(body: unknown): unknown[] {
  const items = findList(body);
  if (items === undefined) throw unasked();
  return items;
}

/** The error for an answer of another kind than was asked for. */
export function unasked(): GatewayError {
  return new GatewayError('upstream-unreadable', { message: 'This is not what was asked for.' });
}

/** Limit of pages for one list, far more than any has. It ends lists that lead in a circle or tell a false `total`. */
export const mostPages = 200;

/** The error for a list with more pages. */
export function endlessList(): GatewayError {
  return new GatewayError('upstream-unreadable', { message: 'A list of the tenant does not end.' });
}
