import { connectionChangeToV2 } from './connection-change-to-v2.js';
import { asJsonObject, listOf, type JsonObject } from '../../syntax/json-object.js';

/**
 * v1's PUT connection as the one PATCH of v2 of 2015, where the connection lists its clients itself.
 *
 * @param input `{ body, connection, asker, clients? }`: v1's body, v2's present record, the asking client, and all
 *   clients if the connection is to be turned on for all
 * @returns `patch`, absent if nothing changes, and v1's `status` afterwards
 * @throws GatewayError `step-missing` if the tenant does not know the asking client
 */
export function connectionChange2015ToV2(input: unknown): {
  readonly patch?: JsonObject;
  readonly status: boolean;
} {
  const given = asJsonObject(input);
  const { enabled_clients: members } = asJsonObject(given['connection']);
  const told = { enabled_clients: listOf(members) };
  const { patch, status } = connectionChangeToV2({ ...given, told });
  // The fields that today's PATCH must repeat did not exist in 2015.
  const taken = Object.entries(patch ?? {}).filter(([key]) => key === 'options' || key === 'enabled_clients');
  return { ...(taken.length === 0 ? {} : { patch: Object.fromEntries(taken) }), status };
}
