import type { WireHeaders } from './wire/picked-headers.js';

/**
 * Estimates the tenant's time on our steady clock. `Date` (RFC 9110 section 6.6.1) has whole seconds, so that each
 * answer bounds the offset on both sides, and many answers find the moment when a second begins there.
 */
export class TenantClock {
  /** What to add to our steady clock to get milliseconds since the epoch there. */
  #offset: number;
  #text: string | undefined;
  #date = 0;

  constructor(steadyNow: number, epochNow: number) {
    this.#offset = epochNow - steadyNow;
  }

  note({ date }: WireHeaders, steadyNow: number): void {
    if (typeof date !== 'string') return;
    if (date !== this.#text) {
      this.#text = date;
      this.#date = Date.parse(date);
    }
    if (Number.isNaN(this.#date)) return;
    const least = this.#date - steadyNow;
    this.#offset = Math.max(least, Math.min(this.#offset, least + 1_000));
  }

  /** When the tenant's clock shows this time, on our clock. */
  steadyAt(epochMs: number): number {
    return epochMs - this.#offset;
  }
}
