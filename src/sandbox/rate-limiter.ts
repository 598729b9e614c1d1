/** Size of the token bucket, and tokens added per second. */
export interface RateLimit {
  readonly limit: number;
  readonly perSecond: number;
  /** Sends the headers only: the count goes down to 0, but nothing is refused. */
  readonly advisory?: boolean;
}

/** The outcome of one call. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** x-ratelimit-limit, -remaining and -reset (UTC epoch seconds of the next top-up; recorded as about now + 1). */
  readonly headers: Readonly<Record<string, string>>;
}

/** A token bucket that starts full. Official terms: "burst limit" and "sustained rate per second". */
export class RateLimiter {
  #tokens: number;
  #filledAt: number;

  constructor(
    private readonly rate: RateLimit,
    private readonly now: () => number,
  ) {
    this.#tokens = rate.limit;
    this.#filledAt = now();
  }

  take(): RateVerdict {
    const now = this.now();
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.rate.limit, this.#tokens + (elapsed * this.rate.perSecond) / 1000);
    this.#filledAt = now;
    const allowed = this.#tokens >= 1 || this.rate.advisory === true;
    if (allowed) this.#tokens = Math.max(0, this.#tokens - 1);
    return {
      allowed,
      headers: {
        'x-ratelimit-limit': String(this.rate.limit),
        'x-ratelimit-remaining': String(Math.floor(this.#tokens)),
        'x-ratelimit-reset': String(Math.floor(now / 1000) + 1),
      },
    };
  }
}
