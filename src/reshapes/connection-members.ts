import { asJsonObject, listOf } from './json-object.js';
import type { ReshapeContext } from './reshape.js';

type Caller = ReshapeContext['caller'];

/** The client ids in v2's `[{ client_id }]`, or in a plain list of them; the global client is none of them. */
export function clientIdsOf(list: unknown): string[] {
  return listOf(list)
    .filter((item) => typeof item === 'string' || asJsonObject(item)['global'] !== true)
    .map((item) => (typeof item === 'string' ? item : asJsonObject(item)['client_id']))
    .filter((id): id is string => typeof id === 'string');
}

/** v1's `status`: whether the asking client has the connection; for the global client, whether any client has. */
export function statusFor(clientIds: readonly string[], caller: Caller): boolean {
  return caller.kind === 'global' ? clientIds.length > 0 : clientIds.includes(caller.client_id);
}
