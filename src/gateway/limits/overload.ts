/** Event loop lag that counts as overload: every client waits that long, even for a cheap answer. */
const tooLateMs = 200;
/** Late windows before anything is shed: one long answer or a stopped and resumed process is late once. */
const windowsBefore = 4;
const step = 0.15;
const most = 0.95;
const ease = 0.7;
const least = 0.05;

export const overloadWindowMs = 250;

/**
 * The share of requests to refuse while the event loop is late. It grows as long as the loop stays late and shrinks
 * afterwards, so that it settles where the rest can be served in time.
 */
export class Overload {
  #late = 0;
  #share = 0;
  #owed = 0;

  /** @param told called when the overload begins and when it ends */
  constructor(private readonly told: (isOverloaded: boolean) => void = () => undefined) {}

  /** Takes the lag of the window that has just ended. */
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

  /** Whether to refuse this request. Refusals are spread evenly, not at random. */
  sheds(): boolean {
    this.#owed += this.#share;
    if (this.#owed < 1) return false;
    this.#owed -= 1;
    return true;
  }
}
