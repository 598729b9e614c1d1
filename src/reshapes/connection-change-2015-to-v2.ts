import { connectionChangeToV2 } from './connection-change-to-v2.js';
import { clientIdsOf } from './connection-members.js';
import { asJsonObject } from './json-object.js';
import type { JsonObject } from './json-object.js';
import type { ReshapeContext } from './reshape.js';

/**
 * v1's PUT connection as the one change that v2 of 2015 takes: a connection names its clients itself.
 *
 * @param input `{ body, connection, clients? }`: v1's body, v2's record as it is, and all clients where it is to be
 *   turned on for all
 * @returns `patch`, absent where nothing is to be changed, and v1's `status` afterwards
 */
export function connectionChange2015ToV2(
  input: unknown,
  context: ReshapeContext,
): { readonly patch?: JsonObject; readonly status: boolean } {
  const given = asJsonObject(input);
  const { enabled_clients: members } = asJsonObject(given['connection']);
  const change = connectionChangeToV2({ ...given, members }, context);
  if (change.members.length === 0) return change;
  const enabled = new Set(clientIdsOf(members));
  for (const { client_id, status } of change.members) {
    if (status) enabled.add(client_id);
    else enabled.delete(client_id);
  }
  return { patch: { ...change.patch, enabled_clients: [...enabled] }, status: change.status };
}
