import { GatewayError } from '../../errors/gateway-error.js';
import { clientIdsOf } from './connection-members.js';
import { asJsonObject } from '../../syntax/json-object.js';

/**
 * The ids of the clients that have a connection, as v2 tells them: in a list of their own, or in the connection's
 * record if the tenant has no such list yet.
 *
 * @param told `[{ client_id }]`, or `{ enabled_clients }`
 * @throws GatewayError `upstream-refused` if the tenant tells them in neither form
 */
export function membersTold(told: unknown): string[] {
  const { enabled_clients: inRecord } = asJsonObject(told);
  const list = isListed(told) ? told : inRecord;
  if (Array.isArray(list)) return clientIdsOf(list);
  throw new GatewayError('upstream-refused', {
    message: 'it does not tell which clients have the connection.',
  });
}

/** Whether the clients are a separate list, which is changed by a call of its own. */
export function isListed(told: unknown): boolean {
  return Array.isArray(told);
}
