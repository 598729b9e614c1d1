import type { Cancellation } from '../../upstream/cancellation.js';
import { untilCancelled } from '../../upstream/until-cancelled.js';

interface Waiting {
  go: () => void;
}

/** One holder at a time. Known callers go before strangers; within each group it is first come, first served. */
export class LockQueue {
  readonly #known: Waiting[] = [];
  readonly #strangers: Waiting[] = [];
  #isTaken = false;

  /** @param onFree called when nobody holds the lock any more or waits for it */
  constructor(private readonly onFree: () => void) {}

  /**
   * @returns undefined if the lock was free and is now held; otherwise a promise of the turn
   * @throws GatewayError the cancellation's reason, if it comes before the turn
   */
  enter(isKnown: boolean, signal: Cancellation): Promise<void> | undefined {
    if (this.#isTaken) return this.#wait(isKnown, signal);
    this.#isTaken = true;
    return undefined;
  }

  async #wait(isKnown: boolean, signal: Cancellation): Promise<void> {
    const queue = isKnown ? this.#known : this.#strangers;
    const waiting: Waiting = { go: () => undefined };
    const turn = new Promise<void>((resolve) => (waiting.go = resolve));
    queue.push(waiting);
    try {
      await untilCancelled(turn, signal);
    } catch (error) {
      const place = queue.indexOf(waiting);
      // The turn came at the same moment: it is passed on to the next in the queue.
      if (place === -1) this.leave();
      else queue.splice(place, 1);
      throw error;
    }
  }

  leave(): void {
    const next = this.#known.shift() ?? this.#strangers.shift();
    if (next !== undefined) {
      next.go();
      return;
    }
    this.#isTaken = false;
    this.onFree();
  }
}
