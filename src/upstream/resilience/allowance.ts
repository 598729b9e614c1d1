import type { RateLimitedAnswer } from './rate-limit-info.js';

/** How many calls one rate-limit bucket of the tenant allows now. */
export interface Allowance {
  /**
   * @param waiting number of calls that could be sent now, this one included
   * @returns whether a call may be sent now; the caller then owes one `settle` or `giveBack`
   */
  take(now: number, waiting: number): boolean;
  /**
   * Applies what the tenant said.
   *
   * @param answer undefined where the tenant was not asked after all, or did not answer
   * @param takenAt when the call was taken
   */
  settle(answer: RateLimitedAnswer | undefined, takenAt: number, now: number): void;
  /** The call was never sent. */
  giveBack(): void;
  /** Milliseconds until a call with `ahead` others before it may be sent; an estimate. */
  waitMs(ahead: number, now: number): number;
  /** The tenant has said that no calls are left; a call that is allowed now is a probe for more. */
  readonly isSpent: boolean;
}
