import { showConnection } from './connection-to-v1.js';
import { clientIdsOf, statusFor } from './connection-members.js';
import { asJsonObject, isJsonObject, listOf } from './json-object.js';
import type { JsonObject } from './json-object.js';
import type { ReshapeContext } from './reshape.js';

/**
 * A list of connections as v1 showed it to the asking client: all of them, with `status` for those it has.
 *
 * v2 tells in bounded calls which connections one client has, but not which have any client: to the global client
 * they are all shown as on, unless the tenant still shows `enabled_clients` (ended 2026-07-13).
 *
 * @param input `{ connections, enabled? }`: v2's list, and the asking app's own connections
 */
export function connectionsToV1(input: unknown, { caller }: ReshapeContext): JsonObject[] {
  const { connections, enabled } = asJsonObject(input);
  const own = new Set(listOf(enabled).map((connection) => asJsonObject(connection)['id']));
  return listOf(connections)
    .filter(isJsonObject)
    .map((record) => {
      const status = caller.kind === 'global' ? anyHas(record, caller) : own.has(record['id']);
      return showConnection(record, status, caller);
    });
}

function anyHas({ enabled_clients }: JsonObject, caller: ReshapeContext['caller']): boolean {
  return enabled_clients === undefined || statusFor(clientIdsOf(enabled_clients), caller);
}
