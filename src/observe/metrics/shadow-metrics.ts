import type * as Prometheus from 'prom-client';
import type { MetricKinds } from './upstream-metrics.js';

/** Outcomes of the reads that are compared after the answered ones; `parity/shadow/shadow.ts` has the same shape. */
export interface ShadowMetrics {
  compared(route: string, verdict: string): void;
  differed(route: string, cause: string): void;
  leftOut(reason: string): void;
  /** A line could not be written. */
  unwritten(): void;
}

export function shadowMetricsIn(
  registers: Prometheus.Registry[],
  { Counter }: Pick<MetricKinds, 'Counter'>,
): ShadowMetrics {
  const counter = <L extends string>(name: string, help: string, labelNames: L[]): Prometheus.Counter<L> =>
    new Counter({ name: `holdover_shadow_${name}_total`, help, labelNames, registers });
  const reads = counter('reads', 'Reads that both v1 and holdover were asked, by what came of it.', [
    'route',
    'verdict',
  ]);
  const differences = counter(
    'differences',
    'Differences between v1 and holdover, by the loss that explains them, or "unexplained".',
    ['route', 'cause'],
  );
  const leftOut = counter('left_out', 'Reads that were answered and not compared, by the reason.', [
    'reason',
  ]);
  const unwritten = counter('unwritten_lines', 'Differences that could not be written to the file.', []);
  return {
    compared: (route, verdict) => {
      reads.labels(route, verdict).inc();
    },
    differed: (route, cause) => {
      differences.labels(route, cause).inc();
    },
    leftOut: (reason) => {
      leftOut.labels(reason).inc();
    },
    unwritten: () => {
      unwritten.inc();
    },
  };
}
