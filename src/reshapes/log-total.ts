import { ceiling } from './ends-at-1000.js';
import { asJsonObject, listOf } from './json-object.js';

/** How many log entries there are, as far as a page of them tells. */
export interface LogTotal {
  readonly total: number;
  /** Whether nobody has counted them: another page may follow, or this one stands behind the last entry. */
  readonly isGuess: boolean;
}

/**
 * v2 counts no further than the page (since 2019). Then `total` is the least there can be: above `start + length` for
 * as long as another page may follow, because clients page by it. Where v2 counts beyond the page, it is believed.
 *
 * @param input `{ page, per_page, entries, counted? }`; the page counts from 0, `counted` is v2's total
 */
export function logTotal(input: unknown): LogTotal {
  const { page, per_page, entries, counted } = asJsonObject(input);
  const limit = Number(per_page);
  const start = Number(page) * limit;
  const { length } = listOf(entries);
  if (typeof counted === 'number' && counted > length) return { total: counted, isGuess: false };
  const shown = start + length;
  const isFull = length === limit;
  const total = isFull && shown < ceiling ? shown + 1 : shown;
  return { total, isGuess: isFull || (length === 0 && start > 0) };
}
