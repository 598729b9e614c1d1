import { LRUCache } from 'lru-cache';

export interface SingleFlightOptions<T> {
  /** Whether to repeat a result for `pauseMs`, like an error, instead of asking again. */
  readonly isFailure: (result: T) => boolean;
  readonly pauseMs: number;
  /** Number of failures remembered; least recently used go first. */
  readonly maxFailures: number;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

interface Failure<T> {
  readonly at: number;
  readonly again: () => Promise<T>;
}

/**
 * Runs one piece of work per key at a time; calls made meanwhile get the same result. A failure is repeated for
 * `pauseMs`, so that a broken set-up does not cause one exchange per request.
 */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Promise<T>>();
  private readonly failures: LRUCache<string, Failure<T>>;

  constructor(private readonly options: SingleFlightOptions<T>) {
    this.failures = new LRUCache({ max: options.maxFailures });
  }

  run(key: string, work: () => Promise<T>): Promise<T> {
    const flight = this.flights.get(key);
    if (flight !== undefined) return flight;
    const failure = this.failures.get(key);
    const { now, pauseMs } = this.options;
    if (failure !== undefined && isWithin(pauseMs, failure.at, now())) return failure.again();
    const started = this.fly(key, work).finally(() => this.flights.delete(key));
    this.flights.set(key, started);
    return started;
  }

  private async fly(key: string, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      if (this.options.isFailure(result)) this.remember(key, () => Promise.resolve(result));
      return result;
    } catch (error) {
      const failure = error instanceof Error ? error : new Error('The work failed.', { cause: error });
      this.remember(key, () => Promise.reject(failure));
      throw failure;
    }
  }

  private remember(key: string, again: () => Promise<T>): void {
    this.failures.set(key, { at: this.options.now(), again });
  }
}

/** Whether less than `spanMs` has passed. A clock that was set back never prolongs a span. */
export function isWithin(spanMs: number, since: number, now: number): boolean {
  return now >= since && now - since < spanMs;
}
