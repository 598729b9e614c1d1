import type { SearchLoss } from './search-loss.js';
import type { UserSearch } from './user-search.js';

/**
 * Prints a search for `search_engine=v1`, the engine of appliances in 2015 (seed), which takes only one connection's
 * name.
 *
 * @returns `connection` is undefined if all users are meant. Then, and with `search-ignored`, v2 returns more users
 *   than were asked for, and `userMatchesSearch` has to pick them
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
