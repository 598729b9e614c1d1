import { isQueryTimeout } from '../is-query-timeout.js';
import type { WireAnswer } from '../wire/call.js';

/** Statuses that a proxy before the tenant sends while no server, or none yet, stands behind it. */
const passing: ReadonlySet<number> = new Set([502, 503, 504]);

/** Whether an answer says that the tenant cannot answer for the moment. */
export function isOutage(answer: WireAnswer): boolean {
  return passing.has(answer.status) && !isQueryTimeout(answer);
}
