import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Note, NoteKeeper, SharedState, Tell } from '../../state/shared-state.js';
import { staleMs } from './lookup-cache.js';

export interface ForgottenListsOptions {
  readonly state: Pick<SharedState, 'share'>;
  /** Invalidates everything that this process remembers of a list. */
  readonly forget: (list: string) => void;
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
  /** Most notes that are kept. */
  readonly most?: number;
}

/** A list and the id of one write to it, because the same list is written many times. */
const notePattern = /^(\/[\w/-]+) [\da-f-]{36}$/;

/** Tells all replicas which lists were written, and forgets the lists that others have written, once for each write. */
export class ForgottenLists implements NoteKeeper {
  readonly #notes: LRUCache<string, number>;
  readonly #forget: (list: string) => void;
  readonly #now: () => number;
  readonly #tell: Tell;

  constructor({ state, forget, now = Date.now, most = 10_000 }: ForgottenListsOptions) {
    this.#notes = new LRUCache({ max: most });
    this.#forget = forget;
    this.#now = now;
    this.#tell = state.share('written-lists', this);
  }

  /** Nobody waits for it: a replica that is told late finds out by the 404 of an id that is gone. */
  tell(list: string): void {
    // No replica remembers an earlier read for longer than this.
    const note = { text: `${list} ${randomUUID()}`, until: this.#now() + staleMs };
    this.#notes.set(note.text, note.until);
    void this.#tell(note);
  }

  known(): readonly Note[] {
    return [...this.#notes].flatMap(([text, until]) => (until > this.#now() ? [{ text, until }] : []));
  }

  learn(notes: readonly Note[]): void {
    for (const { text, until } of notes) {
      const list = this.#notes.has(text) ? undefined : listOf(text);
      if (list === undefined) continue;
      this.#notes.set(text, until);
      this.#forget(list);
    }
  }
}

/** Undefined for a text that is not our note: anybody who has the store's password may write there. */
function listOf(text: string): string | undefined {
  return notePattern.exec(text)?.[1];
}
