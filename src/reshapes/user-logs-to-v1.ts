import { asJsonObject, listOf } from './json-object.js';
import { logToV1 } from './log-to-v1.js';

/** v1's page of log entries; `start` and `limit` count entries. */
export interface V1Logs {
  readonly start: number;
  readonly limit: number;
  readonly length: number;
  readonly total: number;
  readonly logs: readonly object[];
}

/**
 * @param input v2's `{ start, limit, length, total, logs }`, or the bare list it gives without totals
 */
export function userLogsToV1(input: unknown): V1Logs {
  const { start, limit, total } = asJsonObject(input);
  const logs = listOf(input).map(logToV1);
  return {
    start: countOr(start, 0),
    limit: countOr(limit, logs.length),
    length: logs.length,
    total: countOr(total, logs.length),
    logs,
  };
}

function countOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
