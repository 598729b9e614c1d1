import { asJsonObject, listOf } from './json-object.js';
import { logToV1 } from './log-to-v1.js';
import type { V1Logs } from './user-logs-to-v1.js';

/** v2 shows the first 1000 entries of a list and no more. */
const ceiling = 1000;

/**
 * A page of the log. v2 counts no further than the page (since 2019), so `total` is the least there can be: above
 * `start + length` for as long as another page may follow, because clients page by it.
 *
 * @param input `{ page, per_page, entries }`; the page counts from 0
 */
export function logsToV1(input: unknown): V1Logs {
  const { page, per_page, entries } = asJsonObject(input);
  const limit = Number(per_page);
  const start = Number(page) * limit;
  const logs = listOf(entries).map(logToV1);
  const shown = start + logs.length;
  const total = logs.length === limit && shown < ceiling ? shown + 1 : shown;
  return { start, limit, length: logs.length, total, logs };
}
