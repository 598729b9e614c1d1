import type { Clock } from '../clock.js';
import { RecentCount } from './recent-count.js';

/** Retries at a time that a tenant with little traffic is granted beyond the share; Envoy's minimum. */
const mostBeyond = 3;
/** And as many a second, over the span of ten: three quick ones at a time are a storm, too. */
const grantedBeyond = 27;

/**
 * How many retries a tenant that is unwell has to bear: a fifth of the calls of the last 10 s. Without that each
 * request of an outage would be three calls, just when the tenant can do with none.
 */
export class RetryBudget {
  readonly #calls: RecentCount;
  readonly #retries: RecentCount;
  #underWay = 0;

  constructor(
    clock: Clock,
    private readonly share: number,
  ) {
    this.#calls = new RecentCount(clock);
    this.#retries = new RecentCount(clock);
  }

  /** A call is made for the first time. */
  count(): void {
    this.#calls.add();
  }

  /** @returns whether there may be a retry now; `done` is owed for it */
  take(): boolean {
    const beyond = this.#retries.total - this.share * this.#calls.total;
    if (beyond >= 0 && (beyond >= grantedBeyond || this.#underWay >= mostBeyond)) return false;
    this.#retries.add();
    this.#underWay += 1;
    return true;
  }

  done(): void {
    this.#underWay -= 1;
  }
}
