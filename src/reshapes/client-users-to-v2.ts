import { asJsonObject, listOf } from './json-object.js';
import { searchToV2 } from './search-to-v2.js';

/**
 * The search for the users of a client: those of any connection that is on for it, nobody where none is.
 *
 * @param input `{ connections, search? }`: v2's list of the client's connections, and a v1 search
 */
export function clientUsersToV2(input: unknown): string | undefined {
  const { connections, search } = asJsonObject(input);
  return searchToV2({ connections: listOf(connections), search });
}
