import { connectionChangeToV2 } from './connection-change-to-v2.js';
import { asJsonObject, listOf } from './json-object.js';
import type { JsonObject } from './json-object.js';

/**
 * v1's PUT connection as the one change that v2 of 2015 takes: a connection names its clients itself.
 *
 * @param input `{ body, connection, asker, clients? }`: v1's body, v2's record as it is, the asking client, and all
 *   clients where it is to be turned on for all
 * @returns `patch`, absent where nothing is to be changed, and v1's `status` afterwards
 * @throws GatewayError `step-missing` where the tenant does not know the asking client
 */
export function connectionChange2015ToV2(input: unknown): {
  readonly patch?: JsonObject;
  readonly status: boolean;
} {
  const given = asJsonObject(input);
  const { enabled_clients: members } = asJsonObject(given['connection']);
  const told = { enabled_clients: listOf(members) };
  const { patch, status } = connectionChangeToV2({ ...given, told });
  // What today's PATCH would set back, v2 did not have then.
  const taken = Object.entries(patch ?? {}).filter(([key]) => key === 'options' || key === 'enabled_clients');
  return { ...(taken.length === 0 ? {} : { patch: Object.fromEntries(taken) }), status };
}
