import type { SearchLoss } from './search-loss.js';
import type { UserSearch } from './user-search.js';

/**
 * Prints a search for `search_engine=v1`, the appliance's of 2015 (seed), which takes the name of one connection.
 *
 * @returns `connection` is undefined where all users are meant; then, and with `search-ignored`, more users come
 *   than were asked for, and `userMatchesSearch` tells which
 */
export function toEngineV1(search: UserSearch): {
  connection: string | undefined;
  losses: readonly SearchLoss[];
} {
  const names = search.map((clause) =>
    clause.kind === 'connections' && clause.names.length === 1 ? clause.names[0] : undefined,
  );
  const connection = names.find((name) => name !== undefined);
  const isAll = names.every((name) => name !== undefined && name === connection);
  return { connection, losses: isAll ? [] : ['search-ignored'] };
}
