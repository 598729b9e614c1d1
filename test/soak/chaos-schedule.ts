import { RandomSource } from '../../src/sandbox/random-source.js';

/** A fault, and its duration in milliseconds; 0: it is over at once. */
const lasting = {
  'answers take up to five seconds': 5_000,
  'a tenth of the connections is reset': 5_000,
  'a part of the answers is lost behind a 504': 5_000,
  'all calls are answered 503': 3_000,
  'all calls are answered 429': 3_000,
  'the token endpoint is down': 20_000,
  'the tenant refuses connections': 2_000,
  'the tenant signs with a new key': 0,
  SIGHUP: 0,
  SIGSTOP: 2_000,
  'uploads hold 48 MiB': 4_000,
  'nobody reads the log': 5_000,
  'the clock is an hour ahead': 5_000,
  'names are not resolved': 3_000,
} as const;

const closing = 'the log is closed';

export type ChaosFault = keyof typeof lasting | typeof closing;

export interface ChaosEvent {
  readonly atMs: number;
  readonly fault: ChaosFault;
  readonly forMs: number;
}

export const chaosFaults = Object.keys(lasting) as (keyof typeof lasting)[];

const everyMs = 5_000;

/**
 * One fault every five seconds, each as often as any other, in an order that the seed determines. The log can be closed
 * only once, and is closed after two thirds.
 */
export function chaosSchedule(seed: number, durationMs: number): ChaosEvent[] {
  const random = new RandomSource(seed);
  const events: ChaosEvent[] = [];
  let bag: (keyof typeof lasting)[] = [];
  for (let atMs = everyMs; atMs <= durationMs; atMs += everyMs) {
    if (events.length === Math.floor((2 * durationMs) / everyMs / 3)) {
      events.push({ atMs, fault: closing, forMs: 0 });
      continue;
    }
    if (bag.length === 0) bag = [...chaosFaults];
    const [fault = 'SIGHUP'] = bag.splice(random.below(bag.length), 1);
    events.push({ atMs, fault, forMs: lasting[fault] });
  }
  return events;
}

export function endOfFaults(events: readonly ChaosEvent[]): number {
  return Math.max(0, ...events.map(({ atMs, forMs }) => atMs + forMs));
}
