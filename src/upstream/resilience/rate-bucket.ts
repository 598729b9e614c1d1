import type { RateLimitInfo } from './rate-limit-info.js';

/**
 * What is known of one rate-limit bucket of the tenant, by one process or by all replicas together. Times are
 * milliseconds of one clock.
 */
export interface RateBucket {
  /** The tenant has answered at least once. */
  readonly isKnown: boolean;
  /** Calls that may be sent; Infinity where the tenant reports no limit. */
  readonly left: number;
  /** The reset that the tenant reported last, in its epoch seconds; until the next one `left` only counts down. */
  readonly window: number;
  /** When it reported that, or, where it reports none, last refused. Answers to calls taken later are newer. */
  readonly windowAt: number;
  /** When one probe may be sent to see whether more calls are allowed; Infinity where that is unknown. */
  readonly moreAt: number;
  /** A probe is under way. */
  readonly isLookedAt: boolean;
  /** Calls per millisecond that the tenant has lately added to an empty bucket. */
  readonly rate: number | undefined;
}

/** Calls allowed before the tenant has said anything: the smallest common bucket (facts: v2 section 5). */
const firstCalls = 10;
/** Wait where a tenant says that no calls are left, but not until when. */
const usualWaitMs = 1_000;
/** A reset that is longer ago than this does not say when more calls are added. */
const oldMs = 1_000;
/** Difference between the clocks of one tenant's machines, in seconds. */
const skewS = 1;
/** No bucket is believed to be empty for longer than this without a probe: a limit may concern one client only. */
export const longestWaitMs = 10_000;

export const unknownBucket: RateBucket = {
  isKnown: false,
  left: firstCalls,
  window: 0,
  windowAt: -Infinity,
  moreAt: Infinity,
  isLookedAt: false,
  rate: undefined,
};

/** Takes as many calls as are left, at most `most`; where none is left and a probe is due, takes that. */
export function takeFrom(
  bucket: RateBucket,
  most: number,
  now: number,
): { readonly taken: number; readonly bucket: RateBucket } {
  const taken = Math.min(most, Math.floor(bucket.left));
  if (taken >= 1) return { taken, bucket: withCount(bucket, bucket.left - taken) };
  if (most < 1 || now < bucket.moreAt) return { taken: 0, bucket };
  return { taken: 1, bucket: { ...bucket, moreAt: now + usualWaitMs, isLookedAt: true } };
}

export function putBack(bucket: RateBucket, count: number): RateBucket {
  return withCount(bucket, bucket.left + count);
}

/** Changes the fields that change with every call. They are named one by one: a spread costs ten times as much. */
export function withCount(
  bucket: RateBucket,
  left: number,
  { moreAt, isLookedAt }: Pick<RateBucket, 'moreAt' | 'isLookedAt'> = bucket,
): RateBucket {
  const { isKnown, window, windowAt, rate } = bucket;
  return { isKnown, left, window, windowAt, moreAt, isLookedAt, rate };
}

/**
 * Applies what an answer said.
 *
 * @param info undefined where there is no answer: the tenant was not asked after all, or did not answer
 * @param underWay other calls that the tenant may not have counted yet when it answered
 */
export function applyInfo(bucket: RateBucket, info: RateLimitInfo | undefined, underWay: number): RateBucket {
  if (info === undefined) return bucket.isKnown ? bucket : putBack(bucket, 1);
  if (info.isRefusal) return { ...empty(bucket, info), isKnown: true };
  if (info.remaining !== undefined)
    return known(withLeft(bucket, info, Math.max(0, info.remaining - underWay)));
  if (!bucket.isKnown) return { ...bucket, left: Infinity, isKnown: true };
  return tellsNoLimit(bucket) && info.takenAt >= bucket.windowAt ? widened(bucket) : bucket;
}

/** The tenant has refused but never reported a limit: no answer will ever say that more calls are allowed. */
function tellsNoLimit({ window, left }: RateBucket): boolean {
  return window === 0 && left !== Infinity;
}

/** Each accepted call allows two more, until the tenant refuses again. */
function widened(bucket: RateBucket): RateBucket {
  return { ...bucket, left: bucket.left + 2, isLookedAt: false };
}

function known(bucket: RateBucket): RateBucket {
  return bucket.isKnown ? bucket : { ...bucket, isKnown: true };
}

/** Milliseconds until a call with `ahead` others before it may be sent; an estimate. */
export function waitFor({ left, moreAt, rate }: RateBucket, ahead: number, now: number): number {
  if (ahead < left || moreAt === Infinity) return 0;
  const beyond = rate === undefined ? 0 : Math.max(0, ahead - left) / rate;
  return Math.max(0, moreAt - now) + beyond;
}

/** The tenant has said that no calls are left. */
export function isSpent({ left, moreAt }: RateBucket): boolean {
  return left < 1 && moreAt !== Infinity;
}

/** The same bucket on a clock that is `ms` milliseconds ahead. */
export function laterBucket(bucket: RateBucket, ms: number): RateBucket {
  return { ...bucket, windowAt: bucket.windowAt + ms, moreAt: bucket.moreAt + ms };
}

function withLeft(bucket: RateBucket, info: RateLimitInfo, left: number): RateBucket {
  const { reset, heardAt } = info;
  if (isOvertaken(bucket, info)) return bucket;
  if (isOfSameWindow(bucket, info)) return lowered(bucket, info, left);
  if (reset === undefined || reset.at < heardAt - oldMs)
    return { ...bucket, left, moreAt: heardAt + usualWaitMs, isLookedAt: false };
  const rate = bucket.left < 1 ? learnRate(bucket.rate, info) : bucket.rate;
  const window = { window: reset.second, windowAt: heardAt, moreAt: within(heardAt, reset.at) };
  return { ...bucket, ...window, left, rate, isLookedAt: false };
}

/** An earlier reset that is neither of this window nor overtaken means that the tenant's clock was set back. */
function isOfSameWindow({ window }: RateBucket, { reset }: RateLimitInfo): boolean {
  const behindS = window - (reset?.second ?? NaN);
  return behindS >= 0 && behindS <= skewS;
}

/** Within one window the lowest count is the latest. */
function lowered(bucket: RateBucket, { reset, heardAt }: RateLimitInfo, left: number): RateBucket {
  const lower = Math.min(bucket.left, left);
  const resetAt = reset?.at ?? heardAt;
  // An answer from a window that has ended does not end the probe of the next one.
  if (bucket.isLookedAt && resetAt <= heardAt) return withCount(bucket, lower);
  return withCount(bucket, lower, { moreAt: within(heardAt, resetAt), isLookedAt: false });
}

/** Answers can overtake each other: an answer of an earlier window says nothing new. */
function isOvertaken({ window, windowAt }: RateBucket, { reset, takenAt }: RateLimitInfo): boolean {
  return reset !== undefined && reset.second < window && takenAt <= windowAt;
}

/** The first answer of a window shows how many calls were added for it. */
function learnRate(rate: number | undefined, { remaining = 0, reset, heardAt }: RateLimitInfo): number {
  const windowMs = reset === undefined ? 0 : reset.at - heardAt;
  const learnt = (remaining + 1) / Math.max(windowMs, 1_000);
  return rate === undefined ? learnt : (rate + learnt) / 2;
}

function empty(bucket: RateBucket, { reset, askedAt, heardAt }: RateLimitInfo): RateBucket {
  const at = askedAt ?? reset?.at;
  const moreAt = within(heardAt, at !== undefined && at > heardAt ? at : heardAt + usualWaitMs);
  const windowAt = bucket.window === 0 ? heardAt : bucket.windowAt;
  return { ...bucket, left: 0, windowAt, moreAt, isLookedAt: false };
}

function within(now: number, at: number): number {
  return Math.min(Math.max(at, now), now + longestWaitMs);
}
