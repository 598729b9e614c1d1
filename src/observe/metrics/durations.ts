import type * as Prometheus from 'prom-client';

interface Options {
  readonly name: string;
  readonly help: string;
  /** The only label; its values must be of a bounded set. */
  readonly label: string;
  /** Upper bounds in seconds, ascending. */
  readonly buckets: readonly number[];
  readonly registers: readonly Prometheus.Registry[];
}

interface Count {
  /** By bucket, not cumulative; the last bucket has no upper bound. */
  readonly buckets: number[];
  sum: number;
}

type Value = Prometheus.MetricValueWithName<string>;

/**
 * A histogram of what every request is counted in once. prom-client's own checks, sorts and prints the label each
 * time; prom-client collects this class like its own.
 */
export class Durations {
  readonly name: string;
  readonly help: string;
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly #label: string;
  readonly #bounds: readonly number[];
  readonly #counts = new Map<string, Count>();

  constructor({ name, help, label, buckets, registers }: Options) {
    this.name = name;
    this.help = help;
    this.#label = label;
    this.#bounds = [...buckets, Infinity];
    for (const registry of registers) registry.registerMetric(this as unknown as Prometheus.Histogram);
  }

  observe(label: string, seconds: number): void {
    const count = this.#counts.get(label) ?? this.#open(label);
    let at = 0;
    while (seconds > (this.#bounds[at] as number)) at += 1;
    (count.buckets[at] as number) += 1;
    count.sum += seconds;
  }

  #open(label: string): Count {
    const count = { buckets: this.#bounds.map(() => 0), sum: 0 };
    this.#counts.set(label, count);
    return count;
  }

  /** Called by prom-client at a scrape. */
  get(): Promise<object> {
    const { name, help, type, aggregator } = this;
    const values = [...this.#counts].flatMap(([label, count]) => this.#valuesOf(label, count));
    return Promise.resolve({ name, help, type, aggregator, values });
  }

  /** The values of the buckets, now cumulative, then the sum and the count. */
  #valuesOf(label: string, { buckets, sum }: Count): Value[] {
    const labels = { [this.#label]: label };
    let all = 0;
    const values = this.#bounds.map((bound, at) => ({
      labels: { le: bound === Infinity ? '+Inf' : bound, ...labels },
      metricName: `${this.name}_bucket`,
      value: (all += buckets[at] as number),
    }));
    return [
      ...values,
      { labels, metricName: `${this.name}_sum`, value: sum },
      { labels, metricName: `${this.name}_count`, value: all },
    ];
  }
}
