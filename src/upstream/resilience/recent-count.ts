import type { Clock } from '../clock.js';

const slots = 10;

/** Counts the events of the last `spanMs` milliseconds, with a resolution of a tenth of that span. */
export class RecentCount {
  readonly #counts = new Array<number>(slots).fill(0);
  readonly #slotMs: number;
  #slot: number;
  #total = 0;

  constructor(
    private readonly clock: Clock,
    spanMs = 10_000,
  ) {
    this.#slotMs = spanMs / slots;
    this.#slot = this.#slotNow();
  }

  add(): void {
    this.#forget();
    const at = this.#slot % slots;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#total += 1;
  }

  get total(): number {
    this.#forget();
    return this.#total;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  #forget(): void {
    const now = this.#slotNow();
    if (now - this.#slot >= slots) this.clear();
    else {
      for (let slot = this.#slot + 1; slot <= now; slot += 1) {
        this.#total -= this.#counts[slot % slots] ?? 0;
        this.#counts[slot % slots] = 0;
      }
    }
    this.#slot = now;
  }

  #slotNow(): number {
    return Math.floor(this.clock.now() / this.#slotMs);
  }
}
