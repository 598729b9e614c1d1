import { clientUsersToV2 } from './client-users-to-v2.js';
import { exactSearch, type ExactSearch } from './exact-search.js';
import { asJsonObject, listOf } from './json-object.js';
import { pagingToV2, type Paging } from './paging-to-v2.js';
import { searchToV2 } from './search-to-v2.js';
import { parseV1Search, type V1Clause } from './v1-search.js';

/** Which users a v1 list shows. */
export interface UserCriteria {
  readonly clauses: readonly V1Clause[];
  /** They have an identity in one of these connections; undefined: in any. */
  readonly connections: readonly string[] | undefined;
  readonly kind: 'social' | 'enterprise' | undefined;
}

/** What v2 is asked for a v1 list of users. */
export interface UserList extends ExactSearch {
  /** The page of v2's list, which is read from an index that lags; absent where the list holds one user at most. */
  readonly list?: Paging & { readonly q?: string };
  /** The list is all that is asked. */
  readonly lagging: boolean;
  /** Where not: what the users must be, and the page of those that are. */
  readonly exact?: Paging & { readonly criteria: UserCriteria };
}

/** More users than can have one address. */
const allOfOneEmail: Paging = { page: 0, per_page: 500 };

/**
 * @param input `{ search?, connection?, connection_or_all?, connections?, kind?, page?, per_page? }`; `connections`
 *   is v2's list of a client's; `All` is the old API explorer's word for no filter
 */
export function userListToV2(input: unknown): UserList {
  const asked = asJsonObject(input);
  const paging = pagingToV2(asked);
  const q = queryOf(asked);
  const criteria = criteriaOf(asked);
  const wanted = exactSearch(criteria.clauses);
  if (wanted.email === undefined && wanted.user_id === undefined)
    return { lagging: true, list: { ...paging, ...(q === undefined ? {} : { q }) } };
  const exact = { ...paging, criteria };
  if (wanted.user_id !== undefined) return { ...wanted, lagging: false, exact };
  return { ...wanted, lagging: false, exact, list: { ...allOfOneEmail, ...(q === undefined ? {} : { q }) } };
}

function queryOf({
  search,
  connection,
  connection_or_all,
  connections,
  kind,
}: Record<string, unknown>): string | undefined {
  if (connections !== undefined) return clientUsersToV2({ connections, search });
  return searchToV2({ search, connection, connectionOrAll: connection_or_all, list: kind });
}

function criteriaOf({
  search,
  connection,
  connection_or_all,
  connections,
  kind,
}: Record<string, unknown>): UserCriteria {
  const named = connection ?? (connection_or_all === 'All' ? undefined : connection_or_all);
  const names =
    connections === undefined ? [named] : listOf(connections).map((each) => asJsonObject(each)['name']);
  const texts = names.filter((name): name is string => typeof name === 'string' && name !== '');
  return {
    clauses: parseV1Search(typeof search === 'string' ? search : ''),
    connections: connections === undefined && texts.length === 0 ? undefined : texts,
    kind: kind === 'social' || kind === 'enterprise' ? kind : undefined,
  };
}
