import type { Allowance } from './allowance.js';
import { applyInfo, isSpent, putBack, takeFrom, unknownBucket, waitFor, withCount } from './rate-bucket.js';
import { RateLimitReader, type RateLimitedAnswer, type RateLimitInfo } from './rate-limit-info.js';

/**
 * Reads `x-ratelimit-limit`, `-remaining` and `-reset`, and assumes no rate. It allows as many calls as the tenant
 * said are left, less those under way; then none until the reset, then one probe to see how many were added. So it
 * does not matter who else calls the tenant, whether a bucket fills up steadily or at once, and which plan was
 * bought. A tenant that sends no such headers is held back only after a refusal, and less with each call it accepts.
 */
export class RateGauge implements Allowance {
  readonly #reader: RateLimitReader;
  #bucket = unknownBucket;
  #underWay = 0;

  constructor(epochNow: () => number, steadyNow: number) {
    this.#reader = new RateLimitReader(epochNow, steadyNow);
  }

  get underWay(): number {
    return this.#underWay;
  }

  get left(): number {
    return this.#bucket.left;
  }

  get isSpent(): boolean {
    return isSpent(this.#bucket);
  }

  take(now: number): boolean {
    const { taken, bucket } = takeFrom(this.#bucket, 1, now);
    this.#bucket = bucket;
    this.#underWay += taken;
    return taken === 1;
  }

  /** Counts a call that another allowance has let pass. */
  count(): void {
    this.#bucket = withCount(this.#bucket, Math.max(0, this.#bucket.left - 1));
    this.#underWay += 1;
  }

  giveBack(): void {
    this.#underWay -= 1;
    this.#bucket = putBack(this.#bucket, 1);
  }

  /** @returns what the answer said */
  settle(answer: RateLimitedAnswer | undefined, takenAt: number, now: number): RateLimitInfo | undefined {
    const info = answer && this.#reader.read(answer, takenAt, now);
    this.#underWay -= 1;
    this.#bucket = applyInfo(this.#bucket, info, this.#underWay);
    return info;
  }

  waitMs(ahead: number, now: number): number {
    return waitFor(this.#bucket, ahead, now);
  }
}
