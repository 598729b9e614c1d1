/** A loop that is this late makes every client wait, also for what would cost nothing. */
const tooLateMs = 200;
/** One long answer, or a process that was stopped and goes on, is late once. */
const windowsBefore = 4;
const step = 0.15;
const most = 0.95;
const ease = 0.7;
const least = 0.05;

export const overloadWindowMs = 250;

/**
 * Which share of the requests is told to come again, while the event loop is late: it grows as long as the loop stays
 * late and shrinks once it is not, so that it settles where the rest can be served in time.
 */
export class Overload {
  #late = 0;
  #share = 0;
  #owed = 0;

  /** @param told hears of the beginning and the end */
  constructor(private readonly told: (isOverloaded: boolean) => void = () => undefined) {}

  /** How late the loop was in the window that has just ended. */
  observe(lagMs: number): void {
    const before = this.#share;
    if (lagMs > tooLateMs) {
      this.#late += 1;
      if (this.#late >= windowsBefore) this.#share = Math.min(most, before + step);
    } else {
      this.#late = 0;
      this.#share = before <= least ? 0 : before * ease;
    }
    if (before > 0 !== this.#share > 0) this.told(this.#share > 0);
  }

  /** Whether this request is one of that share; evenly spread, without chance. */
  sheds(): boolean {
    this.#owed += this.#share;
    if (this.#owed < 1) return false;
    this.#owed -= 1;
    return true;
  }
}
