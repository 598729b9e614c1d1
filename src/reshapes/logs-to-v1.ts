import { asJsonObject, listOf } from './json-object.js';
import { logToV1 } from './log-to-v1.js';

/** v2 shows the first 1000 entries of a list and no more. */
const ceiling = 1000;

/** v1's page of log entries; `start` and `limit` count entries. */
export interface V1Logs {
  readonly start: number;
  readonly limit: number;
  readonly length: number;
  readonly total: number;
  readonly logs: readonly object[];
}

/**
 * A page of the log. v2 counts no further than the page (since 2019), so `total` is the least there can be: above
 * `start + length` for as long as another page may follow, because clients page by it. Where v2 counts more, it is
 * believed.
 *
 * @param input `{ page, per_page, entries, counted? }`; the page counts from 0, `counted` is v2's total
 */
export function logsToV1(input: unknown): V1Logs {
  const { page, per_page, entries, counted } = asJsonObject(input);
  const limit = Number(per_page);
  const start = Number(page) * limit;
  const logs = listOf(entries).map(logToV1);
  const shown = start + logs.length;
  const least = logs.length === limit && shown < ceiling ? shown + 1 : shown;
  const total = typeof counted === 'number' ? Math.max(counted, least) : least;
  return { start, limit, length: logs.length, total, logs };
}
