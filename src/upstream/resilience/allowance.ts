import type { RateLimitedAnswer } from './rate-limit-info.js';

/** How many calls one bucket of the tenant takes now. */
export interface Allowance {
  /**
   * @param waiting how many would be taken now, this one included
   * @returns whether a call may be made now; `settle` or `giveBack` is owed for it
   */
  take(now: number, waiting: number): boolean;
  /**
   * Takes in what the tenant said; `undefined` where it was not asked after all, or did not answer.
   *
   * @param takenAt when the call was taken
   */
  settle(answer: RateLimitedAnswer | undefined, takenAt: number, now: number): void;
  /** The call was never sent. */
  giveBack(): void;
  /** Milliseconds until the call after so many others may be made, as far as one can tell. */
  waitMs(ahead: number, now: number): number;
  /** The tenant has said that there is none left, and one that may be made now is to see whether there are more. */
  readonly isSpent: boolean;
}
