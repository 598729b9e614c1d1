import { exactSearch, type ExactSearch } from './exact-search.js';
import { asJsonObject } from '../../syntax/json-object.js';
import { pagingToV2, type Paging } from '../lists/paging-to-v2.js';
import type { SearchLoss } from './search-loss.js';
import { toEngineV3 } from './to-engine-v3.js';
import { userSearch, type UserSearch } from './user-search.js';

/** What v2 is asked for a v1 list of users. */
export interface UserList extends ExactSearch {
  /** The page of v2's list, read from an index that lags. Absent if the list holds at most one user. */
  readonly list?: Paging & {
    readonly q?: string;
    readonly search_engine?: 'v1' | 'v2';
    readonly connection?: string;
  };
  /** Set if v2 is asked for more users than wanted: the search to filter them by, and the page of the result. */
  readonly exact?: Paging & { readonly search: UserSearch };
  /** The search that the users must match, if v2 may also find others. */
  readonly only?: UserSearch;
  /** The losses of this list, by name. */
  readonly losses: Readonly<Partial<Record<SearchLoss | 'search-index' | 'list-order', true>>>;
}

/** More users than can share one address. */
const allOfOneEmail: Paging = { page: 0, per_page: 500 };

/** @param input as for `userSearch`, with `page` and `per_page` */
export function userListToV2(input: unknown): UserList {
  const paging = pagingToV2(asJsonObject(input));
  const search = userSearch(input);
  const exact = exactSearch(search);
  const { q, losses } = toEngineV3(search);
  const query = q === undefined ? {} : { q };
  const lost = Object.fromEntries(losses.map((loss) => [loss, true]));
  if (exact.email === undefined && exact.user_id === undefined)
    return { list: { ...paging, ...query }, losses: { ...lost, 'search-index': true, 'list-order': true } };
  return {
    ...exact,
    ...(exact.user_id === undefined ? { list: { ...allOfOneEmail, ...query } } : {}),
    exact: { ...paging, search },
    losses: exact.user_id !== undefined ? {} : exact.begins ? { ...lost, 'search-index': true } : lost,
  };
}
