import type * as Prometheus from 'prom-client';

type Config = Pick<Prometheus.CounterConfiguration<string>, 'name' | 'help' | 'registers'> & {
  readonly labelNames: readonly string[];
};

interface Count {
  readonly labels: readonly string[];
  more: number;
}

/**
 * A counter of what every request counts several times: prom-client, which sorts and prints the labels each time, is
 * told when it is asked.
 */
export class Tally {
  readonly #counts = new Map<string, Count>();

  constructor(Counter: typeof Prometheus.Counter, { labelNames, ...config }: Config) {
    const tell = (counter: Prometheus.Counter): void => {
      for (const count of this.#counts.values()) {
        if (count.more > 0) counter.labels(...count.labels).inc(count.more);
        count.more = 0;
      }
    };
    new Counter({
      ...config,
      labelNames: [...labelNames],
      collect() {
        tell(this);
      },
    });
  }

  /** @param labels their values, in the order of their names; each of a bounded set */
  add(more: number, ...labels: readonly string[]): void {
    // No label holds a line break.
    const key = labels.join('\n');
    const count = this.#counts.get(key);
    if (count === undefined) this.#counts.set(key, { labels, more });
    else count.more += more;
  }
}
