import type { Measured } from '../observe/metrics/metrics.js';
import { callerOf, callsOf, lossesOf, type RequestContext } from './request-context.js';

/** What the metrics record of a request. */
export function measure(context: RequestContext, status: number): Measured {
  const { route, outcome, startedAt } = context;
  return {
    route,
    status,
    caller: callerOf(context, status)?.kind,
    seconds: (performance.now() - startedAt) / 1_000,
    calls: callsOf(context),
    isBrownout: outcome?.error?.code.startsWith('brownout') === true,
    losses: lossesOf(context, status),
  };
}
