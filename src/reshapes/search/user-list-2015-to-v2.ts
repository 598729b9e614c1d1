import { exactSearch } from './exact-search.js';
import { asJsonObject } from '../../syntax/json-object.js';
import { pagingToV2, type Paging } from '../lists/paging-to-v2.js';
import type { ReshapeContext } from '../reshape.js';
import type { SearchLoss } from './search-loss.js';
import { toEngineV1 } from './to-engine-v1.js';
import { toEngineV2 } from './to-engine-v2.js';
import type { UserList } from './user-list-to-v2.js';
import { userSearch, type UserSearch } from './user-search.js';

/** The page to filter if the engine cannot search for exactly the wanted users. */
const lookedThrough: Paging = { page: 0, per_page: 1_000 };

const findMore: ReadonlySet<SearchLoss> = new Set(['search-words', 'search-ignored']);

/**
 * What v2 of 2015 is asked for a v1 list of users. It reads a single user directly by id, but not by address.
 *
 * @param input as for `userSearch`, with `page` and `per_page`
 */
export function userList2015ToV2(input: unknown, { settings }: ReshapeContext): UserList {
  const paging = pagingToV2(asJsonObject(input));
  const search = userSearch(input);
  const { user_id } = exactSearch(search);
  if (user_id !== undefined) return { user_id, exact: { ...paging, search }, losses: {} };
  const { query, losses } = settings.searchEngine === 'v1' ? forAppliance(search) : forCloud(search);
  const lost = Object.fromEntries([...losses, 'search-index'].map((loss) => [loss, true]));
  if (losses.some((loss) => findMore.has(loss)))
    return { list: { ...lookedThrough, ...query }, exact: { ...paging, search }, only: search, losses: lost };
  // The engine splits a connection's name into words too: `Users` finds `Users-2`.
  const only = search.filter(({ kind }) => kind === 'connections');
  return { list: { ...paging, ...query }, only, losses: lost };
}

interface Asked {
  readonly query: Omit<NonNullable<UserList['list']>, keyof Paging>;
  readonly losses: readonly SearchLoss[];
}

function forCloud(search: UserSearch): Asked {
  const { q, losses } = toEngineV2(search);
  return { query: { search_engine: 'v2', ...(q === undefined ? {} : { q }) }, losses };
}

function forAppliance(search: UserSearch): Asked {
  const { connection, losses } = toEngineV1(search);
  return { query: { search_engine: 'v1', ...(connection === undefined ? {} : { connection }) }, losses };
}
