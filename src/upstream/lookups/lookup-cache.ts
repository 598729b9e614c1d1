import { LRUCache } from 'lru-cache';

/** What a look-up found, or that it found nothing. */
export type Remembered =
  | { readonly kind: 'found'; readonly record: unknown }
  | { readonly kind: 'missing'; readonly row: string | undefined };

/** One question to one tenant, asked by one caller. */
export interface Question {
  /** Path of the v2 list that is searched, e.g. `/api/v2/connections`. */
  readonly list: string;
  /** What is looked for there, as text. */
  readonly key: string;
  /** The asking credentials, compared by identity: what one caller may see is not told to another. */
  readonly asker: object;
}

interface Entry {
  readonly answer: Remembered;
  /** Milliseconds since the epoch. */
  readonly learnt: number;
  readonly until: number;
  readonly generation: number;
}

/** How long "there is none" is believed, in milliseconds: the record may be created without holdover. */
const missingMs = 2_000;

/** How long a record is still given to readers while v2 cannot be asked, in milliseconds. */
export const staleMs = 10 * 60_000;

/** v2's names have at most 128 characters; longer keys must not fill the memory. */
const longestKey = 512;

export interface LookupCacheOptions {
  readonly max?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Called for each question with whether its answer was known. */
  readonly lookedUp?: (found: boolean) => void;
  /** Called for each list that was forgotten because of a write through this process. */
  readonly written?: (list: string) => void;
}

const nobody = (): void => undefined;

/**
 * Bounded cache from names to records of one tenant, for a short while. A write below a list's path voids everything
 * that is remembered of the list, so that no entry of the map can forget to say so. An answer to a question that was
 * asked before the write is not remembered either.
 */
export class LookupCache {
  readonly #entries: LRUCache<string, Entry>;
  readonly #generations = new Map<string, number>();
  readonly #askers = new WeakMap<object, number>();
  readonly #now: () => number;
  readonly #lookedUp: (found: boolean) => void;
  readonly #written: (list: string) => void;
  #lastAsker = 0;

  constructor({ max = 2_000, now = Date.now, lookedUp = nobody, written = nobody }: LookupCacheOptions = {}) {
    this.#lookedUp = lookedUp;
    this.#written = written;
    this.#entries = new LRUCache({ max });
    this.#now = now;
  }

  /** What is known, or undefined. */
  recall(question: Question): Remembered | undefined {
    const entry = this.#entryFor(question);
    const now = this.#now();
    // A clock that was set back must not prolong what is believed.
    const isGood = entry !== undefined && entry.learnt <= now && now < entry.until;
    const answer = isGood ? entry.answer : undefined;
    this.#lookedUp(answer !== undefined);
    return answer;
  }

  /** The record that was known last, while nothing was written to its list; it may no longer be true. */
  recallLast(question: Question): Remembered | undefined {
    const entry = this.#entryFor(question);
    const ageMs = entry === undefined ? Infinity : this.#now() - entry.learnt;
    const isRecent = ageMs >= 0 && ageMs < staleMs;
    return entry !== undefined && isRecent && entry.answer.kind === 'found' ? entry.answer : undefined;
  }

  /**
   * Called before v2 is asked; the returned function takes what v2 said.
   *
   * @param lifeS seconds for which a record is remembered; that there is none is forgotten sooner
   */
  begin(question: Question, lifeS: number): (answer: Remembered) => void {
    const generation = this.#generationOf(question.list);
    return (answer) => {
      if (question.key.length > longestKey) return;
      if (generation !== this.#generationOf(question.list)) return;
      const lifeMs = answer.kind === 'found' ? lifeS * 1000 : Math.min(missingMs, lifeS * 1000);
      const now = this.#now();
      this.#entries.set(this.#keyOf(question), { answer, learnt: now, until: now + lifeMs, generation });
    };
  }

  /** Forgets all that is known of the lists at or above this path, because it is written. */
  forget(path: string): void {
    for (const list of this.#generations.keys()) {
      if (path !== list && !path.startsWith(`${list}/`)) continue;
      this.forgetList(list);
      this.#written(list);
    }
  }

  /** As `forget`, for a list that another replica has written. */
  forgetList(list: string): void {
    this.#generations.set(list, this.#generationOf(list) + 1);
  }

  #entryFor(question: Question): Entry | undefined {
    const entry = this.#entries.get(this.#keyOf(question));
    return entry?.generation === this.#generationOf(question.list) ? entry : undefined;
  }

  #generationOf(list: string): number {
    const known = this.#generations.get(list);
    if (known !== undefined) return known;
    this.#generations.set(list, 0);
    return 0;
  }

  #keyOf({ list, key, asker }: Question): string {
    let number = this.#askers.get(asker);
    if (number === undefined) this.#askers.set(asker, (number = this.#lastAsker += 1));
    return `${number} ${list} ${key}`;
  }
}
