import { longestWaitMs, type RateBucket } from './rate-bucket.js';
import { unknownShared, type SharedBucket } from './shared-bucket.js';

/** Prints a bucket for the store: JSON, with `null` for Infinity, and 0 for a time or a rate that is unknown. */
export function printShared({ bucket, out }: SharedBucket): string {
  const { windowAt, moreAt, rate = 0, ...plain } = bucket;
  const moments = { windowAt: Math.max(0, Math.round(windowAt)), moreAt: Math.ceil(moreAt) };
  return JSON.stringify({ ...plain, ...moments, rate, out });
}

/**
 * Reads a bucket from the store; any other text there counts as unknown. The store's clock may have been set since:
 * times are limited to the latest possible.
 */
export function readShared(text: string | undefined, now: number): SharedBucket {
  const found = objectIn(text);
  const bucket = readBucket(found);
  if (bucket === undefined) return unknownShared;
  const moreAt = bucket.moreAt === Infinity ? Infinity : Math.min(bucket.moreAt, now + longestWaitMs);
  const windowAt = Math.min(bucket.windowAt, now);
  return { bucket: { ...bucket, windowAt, moreAt }, out: readOut(found['out'], now) };
}

function readBucket(found: Readonly<Record<string, unknown>>): RateBucket | undefined {
  const { isKnown, isLookedAt } = found;
  const names = ['left', 'window', 'windowAt', 'moreAt', 'rate'] as const;
  const numbers = names.map((name) => (found[name] === null ? Infinity : found[name]));
  if (typeof isKnown !== 'boolean' || typeof isLookedAt !== 'boolean' || !numbers.every(isCount))
    return undefined;
  const [left = 0, window = 0, windowAt = 0, moreAt = 0, rate = 0] = numbers;
  return { isKnown, isLookedAt, left, window, windowAt, moreAt, rate: rate === 0 ? undefined : rate };
}

function readOut(found: unknown, now: number): SharedBucket['out'] {
  const entries = Object.entries(found ?? {}) as [string, unknown][];
  return Object.fromEntries(
    entries.flatMap(([replica, said]) => {
      const { count, at } = (said ?? {}) as Readonly<Record<string, unknown>>;
      return isCount(count) && isCount(at) ? [[replica, { count, at: Math.min(at, now) }]] : [];
    }),
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}

function objectIn(text = ''): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
