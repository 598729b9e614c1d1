import type { Logger } from '../../observe/log/logger.js';
import type { UpstreamMetrics } from '../../observe/metrics/upstream-metrics.js';
import type { CallClass, UpstreamWatch } from '../../upstream/watch.js';

const names: Readonly<Record<CallClass, string>> = {
  api: 'the Management API',
  token: 'the token endpoint',
  keys: 'the key set',
};

/** Records metrics of the calls, and logs once when a part of the tenant is down and once when it is back. */
export function watchUpstream(metrics: UpstreamMetrics, log: Logger): UpstreamWatch {
  const down = new Set<CallClass>();
  return {
    ...metrics,
    breakerChanged: (calls, state) => {
      metrics.breakerChanged(calls, state);
      const fields = { calls: names[calls] };
      if (state === 'closed' && down.delete(calls)) log.info('The tenant is back', fields);
      if (state !== 'open' || down.has(calls)) return;
      down.add(calls);
      log.warn('The tenant is down: its calls are refused for a while', fields);
    },
  };
}
