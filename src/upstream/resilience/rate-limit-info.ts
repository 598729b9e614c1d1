import { readCount, type WireHeaders } from '../wire/picked-headers.js';
import { isRateLimited, type LimitingAnswer } from './is-rate-limited.js';
import { parseRetryAfter } from '../wire/retry-after.js';
import { TenantClock } from '../tenant-clock.js';

export interface RateLimitedAnswer extends LimitingAnswer {
  readonly headers: WireHeaders;
}

/** What one answer says of the bucket that its call counts against. Times are milliseconds of a steady clock. */
export interface RateLimitInfo {
  readonly isRefusal: boolean;
  /** `x-ratelimit-limit` and `-remaining`. */
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  /** `x-ratelimit-reset` in epoch seconds, and the same moment on our clock. */
  readonly reset: { readonly second: number; readonly at: number } | undefined;
  /** When a refused call may be sent again: its `Retry-After`. */
  readonly askedAt: number | undefined;
  /** When the call was taken (its answer cannot be older), and when the answer was heard. */
  readonly takenAt: number;
  readonly heardAt: number;
}

/** Reads the limits that one tenant reports; each answer makes the estimate of its clock more exact. */
export class RateLimitReader {
  readonly #clock: TenantClock;

  constructor(
    private readonly epochNow: () => number,
    steadyNow: number,
  ) {
    this.#clock = new TenantClock(steadyNow, epochNow());
  }

  read(answer: RateLimitedAnswer, takenAt: number, now: number): RateLimitInfo {
    const { headers } = answer;
    const isRefusal = isRateLimited(answer);
    const askedS = isRefusal ? parseRetryAfter(headers, this.epochNow()) : undefined;
    return {
      isRefusal,
      limit: readCount(headers['x-ratelimit-limit']),
      remaining: readCount(headers['x-ratelimit-remaining']),
      reset: this.#readReset(headers, now),
      askedAt: askedS === undefined ? undefined : now + askedS * 1_000,
      takenAt,
      heardAt: now,
    };
  }

  #readReset(headers: WireHeaders, now: number): RateLimitInfo['reset'] {
    this.#clock.note(headers, now);
    const second = readCount(headers['x-ratelimit-reset']);
    if (second === undefined) return undefined;
    return { second, at: this.#clock.steadyAt(second * 1_000) };
  }
}

/** The same info on a clock that is `ms` milliseconds ahead. */
export function delayedInfo(info: RateLimitInfo, ms: number): RateLimitInfo {
  const { reset, askedAt, takenAt, heardAt } = info;
  return {
    ...info,
    reset: reset && { ...reset, at: reset.at + ms },
    askedAt: askedAt === undefined ? undefined : askedAt + ms,
    takenAt: takenAt + ms,
    heardAt: heardAt + ms,
  };
}
