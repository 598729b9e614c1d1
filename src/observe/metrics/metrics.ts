import { createRequire } from 'node:module';
import type * as Prometheus from 'prom-client';
import { Durations } from './durations.js';
import { shadowMetricsIn, type ShadowMetrics } from './shadow-metrics.js';
import { Tally } from './tally.js';
import { upstreamMetricsIn, type UpstreamMetrics } from './upstream-metrics.js';

/** One request as it is counted. Every label is of a bounded set: no path, no client, no user. */
export interface Measured {
  /** Entry id, or another outcome: `pass-through`, `token`, `refused`, `route-unknown`. */
  readonly route: string;
  readonly status: number;
  /** Kind of caller; undefined where none was recognized. */
  readonly caller: string | undefined;
  readonly seconds: number;
  /** v2 calls made. */
  readonly calls: number;
  /** Ids of the losses in the reply. */
  readonly losses: readonly string[];
  /** It was refused on purpose. */
  readonly isBrownout: boolean;
}

/** Values that are read when the metrics are printed. */
export interface MeasuredNow {
  readonly inFlight: number;
  readonly loopLagMs: number;
  readonly sharedState: (typeof standings)[number];
}

export interface Metrics {
  record(request: Measured): void;
  /** One request was told to come again, because the event loop is late. */
  shed(): void;
  /** One name was looked up, in memory or at the tenant. */
  readonly lookedUp: (inMemory: boolean) => void;
  /** One token was needed: a v1 token or an id_token to be opened, a v2 token for a call. */
  readonly tokenNeeded: (token: string, wasKnown: boolean) => void;
  readonly upstream: UpstreamMetrics;
  readonly shadow: ShadowMetrics;
  /** All metrics in Prometheus's text format 0.0.4. */
  print(now: MeasuredNow): Promise<string>;
  /** The same metrics, to be summed with those of other processes (`summed-metrics.ts`). */
  families(now: MeasuredNow): Promise<MetricFamilies>;
}

/** JSON. */
export type MetricFamilies = readonly Prometheus.MetricObject[];

/** The same as in `state/shared-state.ts`. */
const standings = ['ok', 'away', 'refusing', 'not used'] as const;

export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

// The whole of prom-client takes 80 ms and 2.5 MB at start, for clusters and tracing; these parts take 8 ms.
const part = createRequire(import.meta.url);
const Registry = part('prom-client/lib/registry') as typeof Prometheus.Registry;
const Counter = part('prom-client/lib/counter') as typeof Prometheus.Counter;
const Gauge = part('prom-client/lib/gauge') as typeof Prometheus.Gauge;
const Histogram = part('prom-client/lib/histogram') as typeof Prometheus.Histogram;

/** One v2 call takes some 100 ms, a long list takes many calls; the deadline is 15 s by default. */
const buckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/** The registry is its own: nothing is global. */
export function createMetrics({ version }: { version: string }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counted = countersIn(registers);
  const routeless = routelessIn(registers);
  const look = gaugesIn(registers);
  tellBuild(registers, version);
  return {
    record: (request) => {
      count(counted, request);
    },
    shed: () => {
      routeless.shed.inc();
    },
    lookedUp: (inMemory) => {
      routeless.lookups.add(1, inMemory ? 'hit' : 'miss');
    },
    tokenNeeded: (token, wasKnown) => {
      routeless.tokens.add(1, token, wasKnown ? 'hit' : 'miss');
    },
    upstream: upstreamMetricsIn(registers, { Counter, Gauge, Histogram }),
    shadow: shadowMetricsIn(registers, { Counter }),
    print: (now) => {
      look(now);
      return registry.metrics();
    },
    families: (now) => {
      look(now);
      return registry.getMetricsAsJSON();
    },
  };
}

/** Registers the gauges; the returned function sets them. */
function gaugesIn(registers: Prometheus.Registry[]): (now: MeasuredNow) => void {
  const inFlight = new Gauge({
    name: 'holdover_in_flight_requests',
    help: 'Requests on their way through.',
    registers,
  });
  const lag = new Gauge({
    name: 'holdover_event_loop_lag_seconds',
    help: 'How late the event loop was in the last quarter of a second, at its worst.',
    aggregator: 'max',
    registers,
  });
  const shared = new Gauge({
    name: 'holdover_shared_state',
    help: 'How it is with what the replicas share through Redis: 1 for the state that is, 0 for the others.',
    labelNames: ['state'],
    aggregator: 'max',
    registers,
  });
  return (now) => {
    inFlight.set(now.inFlight);
    lag.set(now.loopLagMs / 1_000);
    for (const state of standings) shared.labels(state).set(state === now.sharedState ? 1 : 0);
  };
}

function tellBuild(registers: Prometheus.Registry[], version: string): void {
  new Gauge({
    name: 'holdover_build_info',
    help: 'Always 1; the labels say what runs.',
    labelNames: ['version', 'node'],
    aggregator: 'first',
    registers,
  })
    .labels(version, process.version)
    .set(1);
}

type Counters = ReturnType<typeof countersIn>;

function countersIn(registers: Prometheus.Registry[]) {
  return {
    requests: new Tally(Counter, {
      name: 'holdover_requests_total',
      help: 'Requests answered.',
      labelNames: ['route', 'status_class', 'caller'],
      registers,
    }),
    duration: new Durations({
      name: 'holdover_request_duration_seconds',
      help: 'From the head of a request to the end of its answer.',
      label: 'route',
      buckets,
      registers,
    }),
    losses: new Tally(Counter, {
      name: 'holdover_lossy_replies_total',
      help: 'Replies that have lost something, by what routes-map/losses.yaml calls it.',
      labelNames: ['route', 'loss'],
      registers,
    }),
    brownouts: new Tally(Counter, {
      name: 'holdover_brownout_refusals_total',
      help: 'Requests refused on purpose, as HOLDOVER_BROWNOUTS_FILE says.',
      labelNames: ['route'],
      registers,
    }),
    calls: new Tally(Counter, {
      name: 'holdover_upstream_calls_total',
      help: 'Calls to the v2 tenant that requests needed, whether made, joined to another or refused; repeats are not among them.',
      labelNames: ['route'],
      registers,
    }),
  };
}

/** Metrics without a label for the route. */
function routelessIn(registers: Prometheus.Registry[]) {
  return {
    shed: new Counter({
      name: 'holdover_shed_requests_total',
      help: 'Requests told to come again because the event loop is late.',
      registers,
    }),
    lookups: new Tally(Counter, {
      name: 'holdover_lookups_total',
      help: 'Names looked up: hit where the record was remembered, miss where the tenant was asked.',
      labelNames: ['result'],
      registers,
    }),
    tokens: new Tally(Counter, {
      name: 'holdover_tokens_total',
      help: 'Tokens needed: hit where it was known, miss where it was opened, verified or asked of the tenant.',
      labelNames: ['token', 'result'],
      registers,
    }),
  };
}

function count(counters: Counters, request: Measured): void {
  const { route, status, caller, seconds, calls, losses, isBrownout } = request;
  counters.requests.add(1, route, `${Math.floor(status / 100)}xx`, caller ?? 'none');
  counters.duration.observe(route, seconds);
  if (calls > 0) counters.calls.add(calls, route);
  if (isBrownout) counters.brownouts.add(1, route);
  for (const loss of losses) counters.losses.add(1, route, loss);
}
