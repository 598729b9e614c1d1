import { asJsonObject } from '../../syntax/json-object.js';
import type { ReshapeContext } from '../reshape.js';

/**
 * A client id that the tenant knows, for calls that need any: the asking client's own, else that of the client with
 * whose credentials v2 is called. Undefined if the caller has neither.
 *
 * @param input `{ record? }`: v2's record of the asking client, absent if it was not asked for and empty if there is
 *   none
 */
export function knownClientId(input: unknown, { caller }: ReshapeContext): string | undefined {
  const { record } = asJsonObject(input);
  const isKnown = record === undefined || asJsonObject(record)['client_id'] !== undefined;
  const id = isKnown ? caller.client_id : caller.upstream_id;
  return id === '' ? undefined : id;
}
