import type * as Prometheus from 'prom-client';

/** What happens around the calls to the tenant; `upstream/watch.ts` has the same shape. */
export interface UpstreamMetrics {
  retried(): void;
  coalesced(): void;
  waiting(count: number): void;
  waited(ms: number): void;
  paced(counted: string): void;
  refused(code: string): void;
  breakerChanged(calls: string, state: keyof typeof stateNumbers): void;
}

/** The parts of prom-client that are loaded. */
export type MetricKinds = Pick<typeof Prometheus, 'Counter' | 'Gauge' | 'Histogram'>;

const stateNumbers = { closed: 0, 'half-open': 1, open: 2 } as const;

/** The deadline of a request is 15 s by default. */
const buckets = [0.1, 0.5, 1, 2.5, 5, 10, 15];

export function upstreamMetricsIn(registers: Prometheus.Registry[], kinds: MetricKinds): UpstreamMetrics {
  const { retries, coalesced, refusals, waits, paced } = countersIn(registers, kinds);
  const { waiting, breaker } = gaugesIn(registers, kinds);
  for (const calls of ['api', 'token', 'keys']) breaker.labels(calls).set(stateNumbers.closed);
  return {
    retried: () => {
      retries.inc();
    },
    coalesced: () => {
      coalesced.inc();
    },
    waiting: (count) => {
      waiting.set(count);
    },
    waited: (ms) => {
      waits.observe(ms / 1_000);
    },
    paced: (counted) => {
      paced.labels(counted).inc();
    },
    refused: (code) => {
      refusals.labels(code.replace('upstream-', '')).inc();
    },
    breakerChanged: (calls, state) => {
      breaker.labels(calls).set(stateNumbers[state]);
    },
  };
}

function countersIn(registers: Prometheus.Registry[], { Counter, Histogram }: MetricKinds) {
  return {
    retries: new Counter({
      name: 'holdover_upstream_retries_total',
      help: 'Calls to the tenant that were made once more.',
      registers,
    }),
    coalesced: new Counter({
      name: 'holdover_upstream_coalesced_total',
      help: 'Reads that were no call of their own: one of the same caller for the same was under way.',
      registers,
    }),
    refusals: new Counter({
      name: 'holdover_upstream_refusals_total',
      help: 'Calls to the tenant that were not made: it is down, busy, or limits them.',
      labelNames: ['reason'],
      registers,
    }),
    paced: new Counter({
      name: 'holdover_upstream_paced_calls_total',
      help: 'Calls to a tenant that has little left, by how replicas that share a Redis counted them: together, or each alone.',
      labelNames: ['counted'],
      registers,
    }),
    waits: new Histogram({
      name: 'holdover_upstream_wait_seconds',
      help: 'How long calls have waited that had to wait for their turn.',
      buckets,
      registers,
    }),
  };
}

function gaugesIn(registers: Prometheus.Registry[], { Gauge }: MetricKinds) {
  return {
    waiting: new Gauge({
      name: 'holdover_upstream_waiting_calls',
      help: 'Calls to the tenant that wait for their turn.',
      registers,
    }),
    breaker: new Gauge({
      name: 'holdover_upstream_breaker_state',
      help: '0 calls are made, 1 one is made to see, 2 none is made.',
      labelNames: ['calls'],
      aggregator: 'max',
      registers,
    }),
  };
}
