import type { WireHeaders } from './wire/picked-headers.js';

/**
 * What time it is at the tenant, told on our steady clock. `Date` (RFC 9110 section 6.6.1) has whole seconds, so that
 * each answer gives two bounds, and many of them when a second begins there.
 */
export class TenantClock {
  /** From our steady clock to milliseconds since the epoch there. */
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

  /** When it is that time there, on our clock. */
  steadyAt(epochMs: number): number {
    return epochMs - this.#offset;
  }
}
