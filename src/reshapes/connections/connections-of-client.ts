import { clientIdsOf } from './connection-members.js';
import { asJsonObject, listOf } from '../../syntax/json-object.js';

/**
 * The connections that are on for a client, at a tenant whose connections still list their clients.
 *
 * @param input `{ connections, client_id }`: v2's records with `enabled_clients`
 */
export function connectionsOfClient(input: unknown): readonly unknown[] {
  const { connections, client_id } = asJsonObject(input);
  return listOf(connections).filter((connection) =>
    clientIdsOf(asJsonObject(connection)['enabled_clients']).some((id) => id === client_id),
  );
}
