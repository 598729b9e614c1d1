import { GatewayError } from '../errors/gateway-error.js';
import { clientIdsOf } from './connection-members.js';
import { asJsonObject } from './json-object.js';

/**
 * The ids of the clients that have a connection, as v2 tells them: in a list of their own, or, where the tenant has
 * no such list yet, in the connection's record.
 *
 * @param told `[{ client_id }]`, or `{ enabled_clients }`
 * @throws GatewayError `upstream-refused` where the tenant tells them in neither way
 */
export function membersTold(told: unknown): string[] {
  const { enabled_clients: inRecord } = asJsonObject(told);
  const list = isListed(told) ? told : inRecord;
  if (Array.isArray(list)) return clientIdsOf(list);
  throw new GatewayError('upstream-refused', {
    message: 'it does not tell which clients have the connection.',
  });
}

/** Whether the clients are a list of their own, which is changed by itself. */
export function isListed(told: unknown): boolean {
  return Array.isArray(told);
}
