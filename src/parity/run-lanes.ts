import { setTimeout as sleep } from 'node:timers/promises';

export interface LaneRules<T> {
  /** How many run at once. */
  readonly concurrency: number;
  /** At most so many begin in a second; undefined: as many as there are lanes for. */
  readonly perSecond?: number | undefined;
  /** It waits for all before it, and all behind it wait for it. */
  readonly alone: (item: T) => boolean;
}

/**
 * Works through a stream in its order, several at once, taking no more from it than is worked on.
 *
 * @throws what the first failed piece of work, or the stream, threw, when those that run have ended
 */
export async function runLanes<T>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<void>,
  { concurrency, perSecond, alone }: LaneRules<T>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const pace = createPace(perSecond);
  try {
    for await (const item of items) {
      const single = alone(item);
      while (running.size >= (single ? 1 : concurrency)) await Promise.race(running);
      if (failures.length > 0) break;
      await pace();
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

function createPace(perSecond: number | undefined): () => Promise<void> {
  let next = 0;
  return async () => {
    if (perSecond === undefined) return;
    const now = performance.now();
    const wait = next - now;
    next = Math.max(next, now) + 1000 / perSecond;
    if (wait > 0) await sleep(wait);
  };
}
