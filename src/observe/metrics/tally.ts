import type * as Prometheus from 'prom-client';

type Config = Pick<Prometheus.CounterConfiguration<string>, 'name' | 'help' | 'registers'> & {
  readonly labelNames: readonly string[];
};

/** A tree, one level per label: joining the values to one key takes 100 ns, not 40, and a request counts six. */
class Count {
  more = 0;
  readonly #further = new Map<string, Count>();

  constructor(readonly labels: readonly string[]) {}

  with(label: string): Count {
    const known = this.#further.get(label);
    if (known !== undefined) return known;
    const made = new Count([...this.labels, label]);
    this.#further.set(label, made);
    return made;
  }

  /** This count and all counts with further labels. */
  *all(): Generator<Count> {
    yield this;
    for (const count of this.#further.values()) yield* count.all();
  }
}

/**
 * A counter of what every request counts several times. prom-client, which sorts and prints the labels each time, is
 * told only when it is asked.
 */
export class Tally {
  readonly #root = new Count([]);

  constructor(Counter: typeof Prometheus.Counter, { labelNames, ...config }: Config) {
    const tell = (counter: Prometheus.Counter): void => {
      for (const count of this.#root.all()) {
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

  /** @param labels the values, in the order of their names; each of a bounded set */
  add(more: number, ...labels: readonly string[]): void {
    let count = this.#root;
    for (const label of labels) count = count.with(label);
    count.more += more;
  }
}
