import { asJsonObject } from './json-object.js';
import type { ReshapeContext } from './reshape.js';

/**
 * A client id that the tenant knows, for the calls that only want one: the asking client's own, else that of the
 * client that v2 is called with. Undefined for a caller without either.
 *
 * @param input `{ record? }`: v2's record of the asking client, absent where nobody had to ask for it and empty where
 *   there is none
 */
export function knownClientId(input: unknown, { caller }: ReshapeContext): string | undefined {
  const { record } = asJsonObject(input);
  const isKnown = record === undefined || asJsonObject(record)['client_id'] !== undefined;
  const id = isKnown ? caller.client_id : caller.upstream_id;
  return id === '' ? undefined : id;
}
