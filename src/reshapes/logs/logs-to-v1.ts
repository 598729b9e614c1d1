import { asJsonObject, listOf } from '../../syntax/json-object.js';
import { logToV1 } from './log-to-v1.js';
import { logTotal } from './log-total.js';

/** v1's page of log entries; `start` and `limit` count entries. */
export interface V1Logs {
  readonly start: number;
  readonly limit: number;
  readonly length: number;
  readonly total: number;
  readonly logs: readonly object[];
}

/**
 * A page of the log with the `total` from `log-total`.
 *
 * @param input `{ page, per_page, entries, counted? }`; the page counts from 0, `counted` is v2's total
 */
export function logsToV1(input: unknown): V1Logs {
  const { page, per_page, entries } = asJsonObject(input);
  const limit = Number(per_page);
  const logs = listOf(entries).map(logToV1);
  return { start: Number(page) * limit, limit, length: logs.length, total: logTotal(input).total, logs };
}
