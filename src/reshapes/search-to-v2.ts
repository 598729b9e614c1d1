import { toEngineV3 } from './to-engine-v3.js';
import { userSearch } from './user-search.js';

/**
 * Prints a v1 search as Lucene for `search_engine=v3`.
 *
 * @param input as for `userSearch`
 * @returns the query, or undefined when nothing narrows the list
 */
export function searchToV2(input: unknown): string | undefined {
  return toEngineV3(userSearch(input)).q;
}
