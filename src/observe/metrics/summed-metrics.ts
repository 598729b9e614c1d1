import { createRequire } from 'node:module';
import type * as Prometheus from 'prom-client';
import type { MetricFamilies } from './metrics.js';

export interface SummedMetrics {
  /**
   * The sums over all processes, in Prometheus's text format: over those in `told`, and over those that are gone, so
   * that no counter ever falls.
   */
  print(told: ReadonlyMap<number, MetricFamilies>): Promise<string>;
  /** This process is gone; what it has counted since it was last printed is unknown. */
  readonly gone: (id: number) => void;
}

const part = createRequire(import.meta.url);

/** Sums the metrics of several processes; gauges by their aggregator. */
export function createSummedMetrics(): SummedMetrics {
  const Sums = part('prom-client/lib/cluster') as typeof Prometheus.AggregatorRegistry;
  const printed = new Map<number, MetricFamilies>();
  let past: MetricFamilies[] = [];
  const sum = (all: readonly MetricFamilies[]): Prometheus.Registry => Sums.aggregate([...all]);
  return {
    print: async (told) => {
      for (const [id, families] of told) printed.set(id, families);
      if (past.length > 1) past = [await sum(past).getMetricsAsJSON()];
      return sum([...printed.values(), ...past]).metrics();
    },
    gone: (id) => {
      const counts = printed.get(id)?.filter(({ name }) => isCount(name));
      printed.delete(id);
      if (counts !== undefined) past.push(counts);
    },
  };
}

/** A counter or a histogram, by Prometheus's naming convention; the gauges of a process end with it. */
function isCount(name: string): boolean {
  return name.endsWith('_total') || /_(?:duration|wait)_seconds$/.test(name);
}
