import type { RateGauge } from './rate-gauge.js';
import type { RateLimitInfo } from './rate-limit-info.js';

/** So recently the tenant must have told of plenty, and for so long of nothing scarce. */
const latelyMs = 10_000;
/** Less than this share of the bucket is scarce. */
const scarceShare = 0.5;
/** So many replicas may each have as many calls under way as this one. */
const equals = 16;

/** Whether a tenant has so much left that replicas need not ask each other who takes it. */
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
