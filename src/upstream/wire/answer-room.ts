import type { Cancellation } from '../cancellation.js';

/** What a request may have read without being counted; nearly all never read more. */
const smallBytes = 64 * 1024;

/** With more of the room than that in the hands of clients, which will take it or lose it, the eldest waits, too. */
const mostKept = 0.5;

interface Paused {
  readonly request: Cancellation;
  readonly goOn: () => void;
}

/**
 * Room in memory for answers, over all requests together: for what has been read of the tenant's, and for what is
 * written and not yet taken by its client. Answers come in piece by piece, and nothing tells how long they will be:
 * what has come is counted, and whoever has read much reads no further while there is too much. The eldest of those
 * may, whatever it takes, so that they never wait for each other. A request has its room until it is over, for
 * it may hold all that it has read.
 */
export class AnswerRoom {
  #taken = 0;
  /** Of that, by answers that are written. */
  #kept = 0;
  /** Those that have read much, the eldest first. */
  readonly #large = new Set<Cancellation>();
  readonly #paused = new Set<Paused>();
  /** Is told when a request has to wait, to let go of what it can. */
  onWaiting: () => void = () => undefined;

  /**
   * @param most bytes; beyond it only the eldest request reads on
   * @param places for calls that wait for room, each of which holds its connection to the tenant
   */
  constructor(
    private readonly most: number,
    private readonly places = Infinity,
  ) {}

  /** Whether all places to wait in are taken. */
  get isCrowded(): boolean {
    return this.#paused.size >= this.places;
  }

  /** Whether requests wait that could read on if there were more room. */
  get isShort(): boolean {
    return this.#paused.size > 0 && this.#taken > this.most;
  }

  /**
   * Takes room for bytes that have come.
   *
   * @returns whether this request may read on
   */
  read(request: Cancellation, bytes: number): boolean {
    // One that is over holds nothing: a call that it did not wait for is still coming in.
    if (request.over) return true;
    request.answerBytes += bytes;
    if (request.answerBytes <= smallBytes) return true;
    if (this.#large.has(request)) this.#taken += bytes;
    else this.#meet(request);
    return this.#mayReadOn(request);
  }

  /**
   * Calls back once, later, when the request may read on; the function it answers takes that back.
   *
   * Whoever lets go of room for it does so when this piece of the answer has been read: undici would not hear of a call
   * that it is to resume before it has paused it, and can resume no other in the middle of reading.
   */
  whenRoom(request: Cancellation, goOn: () => void): () => void {
    const paused = { request, goOn };
    this.#paused.add(paused);
    queueMicrotask(() => {
      this.onWaiting();
    });
    return () => {
      this.#paused.delete(paused);
    };
  }

  /** Takes room for an answer that is written; it is there already, and cannot wait. */
  keep(bytes: number): void {
    this.#kept += bytes;
    this.#taken += bytes;
  }

  /** That answer is taken, or given up. */
  give(bytes: number): void {
    this.#kept -= bytes;
    this.#free(bytes);
  }

  #free(bytes: number): void {
    this.#taken -= bytes;
    for (const paused of this.#paused) {
      // Each that goes on takes room at once.
      if (!this.#mayReadOn(paused.request)) continue;
      this.#paused.delete(paused);
      paused.goOn();
    }
  }

  #meet(request: Cancellation): void {
    this.#large.add(request);
    this.#taken += request.answerBytes;
    request.once('over', () => {
      this.#large.delete(request);
      this.#free(request.answerBytes);
    });
  }

  #mayReadOn(request: Cancellation): boolean {
    const [eldest] = this.#large;
    return this.#taken <= this.most || (eldest === request && this.#kept <= this.most * mostKept);
  }
}
