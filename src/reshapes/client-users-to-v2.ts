import { asJsonObject, listOf } from './json-object.js';
import { searchToV2 } from './search-to-v2.js';

/** Every user has an id, so that this finds nobody; without any query v2 would list everybody. */
const nobody = 'NOT _exists_:user_id';

/**
 * The search for the users of a client: those of any connection that is on for it.
 *
 * @param input `{ connections, search? }`: v2's list of the client's connections, and a v1 search
 */
export function clientUsersToV2(input: unknown): string {
  const { connections, search } = asJsonObject(input);
  const terms = listOf(connections).flatMap((connection) => {
    const term = searchToV2({ connection: asJsonObject(connection)['name'] });
    return term === undefined ? [] : [term];
  });
  if (terms.length === 0) return nobody;
  const wanted = searchToV2({ search });
  const anywhere = terms.length === 1 ? terms.join('') : `(${terms.join(' OR ')})`;
  return wanted === undefined ? anywhere : `${anywhere} AND ${wanted}`;
}
