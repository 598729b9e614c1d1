import { askerIn } from './asking-client.js';
import { showConnection } from './connection-to-v1.js';
import { clientIdsOf, statusFor } from './connection-members.js';
import { asJsonObject, isJsonObject, listOf, type JsonObject } from '../../syntax/json-object.js';
import type { ReshapeContext } from '../reshape.js';

/**
 * A list of all connections as v1 showed it to the asking client; `status` is true for those that the client has.
 *
 * A tenant that still shows `enabled_clients` (until 2026-07-13) tells everything. From other tenants holdover
 * learns, in a bounded number of calls, which connections one client has, but not which have any client: to the
 * global client all are shown as on.
 *
 * @param input `{ connections, asker, enabled? }`: v2's list, the asking client, and its own connections
 */
export function connectionsToV1(input: unknown, { caller }: ReshapeContext): JsonObject[] {
  const { connections, enabled } = asJsonObject(input);
  const asker = askerIn(input);
  const own = new Set(listOf(enabled).map((connection) => asJsonObject(connection)['id']));
  return listOf(connections)
    .filter(isJsonObject)
    .map((record) => {
      const { id, enabled_clients: members } = record;
      const status =
        members === undefined ? asker.everybody || own.has(id) : statusFor(clientIdsOf(members), asker);
      return showConnection(record, status, caller);
    });
}
