import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a turn. */
export type Pace = () => Promise<void>;

export interface LaneRules<T> {
  /** How many items run at once. */
  readonly concurrency: number;
  /** Waits until an item may begin; undefined: no limit. */
  readonly pace?: Pace | undefined;
  /** Whether an item waits for all items before it, and all items after it wait for it. */
  readonly alone: (item: T) => boolean;
}

/**
 * Works through a stream in order, several items at once, and does not read ahead.
 *
 * @throws the first error of an item or of the stream, after all running items have ended
 */
export async function runLanes<T>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<void>,
  { concurrency, pace, alone }: LaneRules<T>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  try {
    for await (const item of items) {
      const single = alone(item);
      while (running.size >= (single ? 1 : concurrency)) await Promise.race(running);
      if (failures.length > 0) break;
      await pace?.();
      const job = work(item)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => running.delete(job));
      running.add(job);
      if (single) await job;
    }
  } finally {
    await Promise.all(running);
  }
  if (failures.length > 0) throw failures[0];
}

/** @param perSecond how many may go on in a second; undefined: no limit */
export function createPace(perSecond: number | undefined): Pace {
  let next = 0;
  return async () => {
    if (perSecond === undefined) return;
    const now = performance.now();
    const wait = next - now;
    next = Math.max(next, now) + 1000 / perSecond;
    if (wait > 0) await sleep(wait);
  };
}
