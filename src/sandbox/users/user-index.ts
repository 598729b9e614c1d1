import type { JsonObject } from '../json-value.js';

interface PendingChange {
  /** When the change becomes visible, in epoch milliseconds. */
  readonly dueAt: number;
  readonly userId: string;
  /** Undefined for a delete. */
  readonly view: JsonObject | undefined;
}

/**
 * The lagging copy that `GET /users` reads (facts: section 8d). Creates, updates and deletes have the same lag: a
 * new user is missing, a changed one stale, a deleted one still there.
 */
export class UserIndex {
  readonly #views = new Map<string, JsonObject>();
  #pending: PendingChange[] = [];

  constructor(
    private readonly lagMs: number,
    private readonly now: () => number,
  ) {}

  /** Adds a pending change of a user; undefined is a delete. */
  note(userId: string, view: JsonObject | undefined): void {
    this.#pending.push({ dueAt: this.now() + this.lagMs, userId, view });
  }

  /** Makes a view visible at once, as if it had been written long ago; drops pending changes of the user. */
  settle(userId: string, view: JsonObject): void {
    this.#pending = this.#pending.filter((change) => change.userId !== userId);
    this.#views.set(userId, view);
  }

  /** All users in the index at this time, in the order of creation. */
  visible(): JsonObject[] {
    const now = this.now();
    while (this.#pending[0] !== undefined && this.#pending[0].dueAt <= now) {
      const change = this.#pending.shift();
      if (change?.view === undefined) this.#views.delete(change?.userId ?? '');
      else this.#views.set(change.userId, change.view);
    }
    return [...this.#views.values()];
  }
}
