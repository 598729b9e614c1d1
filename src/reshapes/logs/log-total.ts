import { ceiling } from '../lists/ends-at-1000.js';
import { asJsonObject, listOf } from '../../syntax/json-object.js';

/** The number of log entries, as far as a page tells it. */
export interface LogTotal {
  readonly total: number;
  /** Whether the number is not counted: another page may follow, or this page is past the last entry. */
  readonly isGuess: boolean;
}

/**
 * v2 counts only the entries of the page (since 2019). `total` is then the least possible number. While another page
 * may follow, it is above `start + length`, because clients page by it. If v2 counts beyond the page, its number is
 * used.
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
