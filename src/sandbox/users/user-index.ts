import type { JsonObject } from '../json-value.js';

interface PendingChange {
  /** Epoch milliseconds from which the change shows. */
  readonly dueAt: number;
  readonly userId: string;
  /** Undefined for a delete. */
  readonly view: JsonObject | undefined;
}

/**
 * What `GET /users` sees: a copy that lags behind (facts: section 8d). Creates, updates and deletes all wait the
 * same time, so a user just created is missing, a changed one stale, and a deleted one still there.
 */
export class UserIndex {
  readonly #views = new Map<string, JsonObject>();
  #pending: PendingChange[] = [];

  constructor(
    private readonly lagMs: number,
    private readonly now: () => number,
  ) {}

  /** Notes a change of a user; undefined is a delete. */
  note(userId: string, view: JsonObject | undefined): void {
    this.#pending.push({ dueAt: this.now() + this.lagMs, userId, view });
  }

  /** Puts a view in at once, as if it had been written long ago; changes that still wait are overtaken. */
  settle(userId: string, view: JsonObject): void {
    this.#pending = this.#pending.filter((change) => change.userId !== userId);
    this.#views.set(userId, view);
  }

  /** All users the index knows of at this time, in the order of creation. */
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
