import type { AskingClient } from './asking-client.js';
import { asJsonObject, listOf } from '../../syntax/json-object.js';

/** The client ids in v2's `[{ client_id }]`, or in a plain list of ids, without the global client. */
export function clientIdsOf(list: unknown): string[] {
  return listOf(list)
    .filter((item) => typeof item === 'string' || asJsonObject(item)['global'] !== true)
    .map((item) => (typeof item === 'string' ? item : asJsonObject(item)['client_id']))
    .filter((id): id is string => typeof id === 'string')
    .map((id) => id.replace(typed, ''));
}

/** v2 of 2015 also takes and gives ids as `cli_...` (seed). The client's own id has 32 letters. */
const typed = /^cli_(?=.{32}$)/;

/** v1's `status`: whether the asking client has the connection; for the global client, whether any client has it. */
export function statusFor(clientIds: readonly string[], { everybody, client_id: id }: AskingClient): boolean {
  return everybody ? clientIds.length > 0 : id !== undefined && clientIds.includes(id);
}
