import type { Cancellation } from '../upstream/cancellation.js';
import { untilCancelled } from '../upstream/until-cancelled.js';

interface Waiting {
  go: () => void;
}

/** One at a time: callers that holdover knows before strangers, and among each of them whoever came first. */
export class WaitingLine {
  readonly #known: Waiting[] = [];
  readonly #strangers: Waiting[] = [];
  #isTaken = false;

  /** Nobody is in front, and nobody waits. */
  get isFree(): boolean {
    return !this.#isTaken;
  }

  /**
   * @returns whether there was somebody to wait for
   * @throws GatewayError the cancellation's reason, when that comes before the turn
   */
  async enter(isKnown: boolean, signal: Cancellation): Promise<boolean> {
    if (!this.#isTaken) {
      this.#isTaken = true;
      return false;
    }
    const line = isKnown ? this.#known : this.#strangers;
    const waiting: Waiting = { go: () => undefined };
    const turn = new Promise<void>((resolve) => (waiting.go = resolve));
    line.push(waiting);
    try {
      await untilCancelled(turn, signal);
      return true;
    } catch (error) {
      const place = line.indexOf(waiting);
      // The turn had come at the same moment: it is the next one's.
      if (place === -1) this.leave();
      else line.splice(place, 1);
      throw error;
    }
  }

  leave(): void {
    const next = this.#known.shift() ?? this.#strangers.shift();
    if (next === undefined) this.#isTaken = false;
    else next.go();
  }
}
