import type { RateGauge } from './rate-gauge.js';
import type { RateLimitInfo } from './rate-limit-info.js';

/** The tenant must have reported plenty within this time, and nothing scarce within it. */
const latelyMs = 10_000;
/** Less than this share of the limit is scarce. */
const scarceShare = 0.5;
/** Number of replicas that may each have as many calls under way as this one. */
const equals = 16;

/** Whether the tenant has so much left that replicas need not share out the calls. */
export class Headroom {
  #toldAt = -Infinity;
  #scarceAt = -Infinity;

  constructor(private readonly gauge: Pick<RateGauge, 'left' | 'underWay'>) {}

  note({ isRefusal, limit = Infinity, remaining, heardAt }: RateLimitInfo): void {
    if (isRefusal || (remaining !== undefined && remaining < limit * scarceShare)) this.#scarceAt = heardAt;
    else if (remaining !== undefined) this.#toldAt = heardAt;
  }

  isThere(now: number): boolean {
    const { left, underWay } = this.gauge;
    if (left === Infinity) return true;
    const isTold = now - this.#toldAt < latelyMs && now - this.#scarceAt >= latelyMs;
    return isTold && (underWay + 1) * equals <= left;
  }
}
