import type { Measured } from '../observe/metrics.js';
import { callerOf, callsOf, type Visit } from './visit.js';

/** A request for the metrics, out of what the access line is made of. A refusal has lost nothing. */
export function measure(visit: Visit, status: number): Measured {
  const { route, outcome, startedAt } = visit;
  return {
    route,
    status,
    caller: callerOf(visit, status)?.kind,
    seconds: (performance.now() - startedAt) / 1_000,
    calls: callsOf(visit),
    isBrownout: outcome?.error?.code.startsWith('brownout') === true,
    losses: status < 400 ? (outcome?.lossy ?? []) : [],
  };
}
