import { connectionChangeToV2, type ConnectionChange } from './connection-change-to-v2.js';
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
  const { patch: today, off, on, status } = connectionChangeToV2({ ...given, members }, context);
  const changes = [...off, ...on];
  // What today's PATCH would set back, v2 did not have then.
  const options = today === undefined ? {} : { options: today['options'] };
  const clients = changes.length === 0 ? {} : { enabled_clients: changed(clientIdsOf(members), changes) };
  const patch = { ...options, ...clients };
  return { ...(Object.keys(patch).length === 0 ? {} : { patch }), status };
}

function changed(members: readonly string[], changes: ConnectionChange['on']): string[] {
  const enabled = new Set(members);
  for (const { client_id, status } of changes) {
    if (status) enabled.add(client_id);
    else enabled.delete(client_id);
  }
  return [...enabled];
}
