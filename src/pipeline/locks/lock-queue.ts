import type { Cancellation } from '../../upstream/cancellation.js';
import { untilCancelled } from '../../upstream/until-cancelled.js';

interface Waiting {
  go: () => void;
}

/** One at a time: callers that holdover knows before strangers, and among each of them whoever came first. */
export class LockQueue {
  readonly #known: Waiting[] = [];
  readonly #strangers: Waiting[] = [];
  #isTaken = false;

  /** Nobody is in front, and nobody waits. */
  get isFree(): boolean {
    return !this.#isTaken;
  }

  /**
   * @returns undefined where nobody is in front, and it is one's turn at once; else a promise of that turn
   * @throws GatewayError the cancellation's reason, when that comes before the turn
   */
  enter(isKnown: boolean, signal: Cancellation): Promise<void> | undefined {
    if (this.#isTaken) return this.#wait(isKnown, signal);
    this.#isTaken = true;
    return undefined;
  }

  async #wait(isKnown: boolean, signal: Cancellation): Promise<void> {
    const line = isKnown ? this.#known : this.#strangers;
    const waiting: Waiting = { go: () => undefined };
    const turn = new Promise<void>((resolve) => (waiting.go = resolve));
    line.push(waiting);
    try {
      await untilCancelled(turn, signal);
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
