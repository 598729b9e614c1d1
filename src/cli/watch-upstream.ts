import type { Logger } from '../observe/logger.js';
import type { UpstreamMetrics } from '../observe/upstream-metrics.js';
import type { CallClass, UpstreamWatch } from '../upstream/watch.js';

const names: Readonly<Record<CallClass, string>> = {
  api: 'the Management API',
  token: 'the token endpoint',
  keys: 'the key set',
};

/** Counts what happens around the calls, and logs that a part of the tenant is down, and that it is back: once each. */
export function watchUpstream(metrics: UpstreamMetrics, log: Logger): UpstreamWatch {
  return {
    ...metrics,
    breakerChanged: (calls, state) => {
      metrics.breakerChanged(calls, state);
      if (state === 'open')
        log.warn('The tenant is down: its calls are refused for a while', { calls: names[calls] });
      if (state === 'closed') log.info('The tenant is back', { calls: names[calls] });
    },
  };
}
