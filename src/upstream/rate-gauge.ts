import type { WireHeaders } from './call.js';
import { readAsked } from './retry-after.js';
import { TenantClock } from './tenant-clock.js';

/** How many calls one bucket of the tenant takes now. Replicas that share a tenant would share this. */
export interface Allowance {
  /** @returns whether a call may be made now; `settle` is owed for it */
  take(now: number): boolean;
  /**
   * Takes in what the tenant said; `undefined` where it was not asked after all, or did not answer.
   *
   * @param takenAt when the call was taken
   */
  settle(answer: GaugedAnswer | undefined, takenAt: number, now: number): void;
  /** The call was never sent. */
  giveBack(): void;
  /** Milliseconds until the call after so many others may be made, as far as one can tell. */
  waitMs(ahead: number, now: number): number;
  /** The tenant has said that there is none left, and one that may be made now is to see whether there are more. */
  readonly isSpent: boolean;
}

export interface GaugedAnswer {
  readonly status: number;
  readonly headers: WireHeaders;
}

/** Before the tenant has said anything: the smallest bucket that is common (facts: v2 section 5). */
const firstCalls = 10;
/** Where a tenant says that there is nothing left, but not until when. */
const usualWaitMs = 1_000;
/** Clocks of one tenant's machines differ by so much, in seconds. */
const skewS = 1;
/** No bucket is believed to be empty for longer than that without a look: a limit may be one client's alone. */
const longestWaitMs = 10_000;

/**
 * Reads `x-ratelimit-limit`, `-remaining` and `-reset`, and never learns a rate that it would have to believe in: as
 * many calls are made as the tenant said are left, less those under way; then none until it adds some, then one to
 * see how many. So it does not matter who else calls the tenant, whether a bucket fills up steadily or at once, and
 * what was bought last week. A tenant that sends no such headers is not held back.
 */
export class RateGauge implements Allowance {
  readonly #clock: TenantClock;
  #isKnown = false;
  #left = firstCalls;
  #underWay = 0;
  /** The reset that the tenant told last, in seconds since the epoch; `left` counts down until it tells another. */
  #window = 0;
  /** When it told that; what was asked later it cannot have answered before. */
  #windowAt = -Infinity;
  #moreAt = Infinity;
  /** Calls per millisecond that the tenant has added lately, where there were none left. */
  #rate: number | undefined;

  constructor(
    private readonly epochNow: () => number,
    steadyNow: number,
  ) {
    this.#clock = new TenantClock(steadyNow, epochNow());
  }

  take(now: number): boolean {
    if (this.#left < 1) {
      if (now < this.#moreAt) return false;
      this.#left = 1;
      this.#moreAt = now + usualWaitMs;
    }
    this.#left -= 1;
    this.#underWay += 1;
    return true;
  }

  giveBack(): void {
    this.#underWay -= 1;
    this.#left += 1;
  }

  get isSpent(): boolean {
    return this.#left < 1 && this.#moreAt !== Infinity;
  }

  settle(answer: GaugedAnswer | undefined, takenAt: number, now: number): void {
    this.#underWay -= 1;
    if (answer === undefined) {
      if (!this.#isKnown) this.#left += 1;
      return;
    }
    const { headers } = answer;
    const remaining = readCount(headers['x-ratelimit-remaining']);
    if (answer.status === 429) this.#noteEmpty(headers, now);
    else if (remaining !== undefined) this.#noteLeft(remaining, headers, { takenAt, now });
    else if (!this.#isKnown) this.#left = Infinity;
    else return;
    this.#isKnown = true;
  }

  waitMs(ahead: number, now: number): number {
    if (ahead < this.#left) return 0;
    const untilMore = Math.max(0, this.#moreAt - now);
    const beyond = this.#rate === undefined ? 0 : Math.max(0, ahead - this.#left) / this.#rate;
    return this.#moreAt === Infinity ? 0 : untilMore + beyond;
  }

  #noteLeft(
    remaining: number,
    headers: WireHeaders,
    { takenAt, now }: { takenAt: number; now: number },
  ): void {
    const left = Math.max(0, remaining - this.#underWay);
    const reset = this.#readReset(headers, now);
    if (reset === undefined) {
      this.#left = left;
      this.#moreAt = now + usualWaitMs;
      return;
    }
    const behindS = this.#window - reset.second;
    // Answers overtake each other: those of an earlier window say nothing, and the lowest of one window is the latest.
    if (behindS > 0 && takenAt <= this.#windowAt) return;
    // Of an earlier window, but asked for later: the tenant's clock was set back.
    if (behindS >= 0 && behindS <= skewS) this.#left = Math.min(this.#left, left);
    else {
      if (this.#left < 1) this.#learnRate(remaining + 1, reset.at - now);
      this.#window = reset.second;
      this.#windowAt = now;
      this.#left = left;
    }
    this.#moreAt = within(now, reset.at);
  }

  /** When the tenant adds calls; undefined where it does not tell, or tells what was long ago. */
  #readReset(headers: WireHeaders, now: number): { second: number; at: number } | undefined {
    this.#clock.note(headers, now);
    const second = readCount(headers['x-ratelimit-reset']);
    if (second === undefined) return undefined;
    const at = this.#clock.steadyAt(second * 1_000);
    return at < now - usualWaitMs ? undefined : { second, at };
  }

  /** The first answer of a window says how many calls were added for it. */
  #learnRate(added: number, windowMs: number): void {
    const rate = added / Math.max(windowMs, 1_000);
    this.#rate = this.#rate === undefined ? rate : (this.#rate + rate) / 2;
  }

  #noteEmpty(headers: WireHeaders, now: number): void {
    this.#left = 0;
    const reset = this.#readReset(headers, now);
    const askedS = readAsked(headers, this.epochNow());
    const at = askedS === undefined ? reset?.at : now + askedS * 1_000;
    this.#moreAt = within(now, at !== undefined && at > now ? at : now + usualWaitMs);
  }
}

function within(now: number, at: number): number {
  return Math.min(Math.max(at, now), now + longestWaitMs);
}

/** A header that came twice says nothing. */
function readCount(value: string | string[] | undefined): number | undefined {
  return typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : undefined;
}
