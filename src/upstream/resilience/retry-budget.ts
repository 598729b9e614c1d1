import type { Clock } from '../clock.js';
import { RecentCount } from './recent-count.js';

/** Concurrent retries granted beyond the share to a tenant with little traffic; Envoy's minimum. */
const mostBeyond = 3;
/** Retries granted beyond the share within 10 s, about three a second: three at a time, if quick, are a storm, too. */
const grantedBeyond = 27;

/**
 * Limits retries to a share of the calls of the last 10 s. Without the limit each request of an outage would be three
 * calls, just when the tenant can bear them least.
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

  /** Counts the first attempt of a call. */
  count(): void {
    this.#calls.add();
  }

  /** @returns whether a retry may be made now; the caller then owes one `done` */
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
