import type { Cancellation } from '../cancellation.js';

/** What a request may read without being counted; nearly all requests never read more. */
const smallBytes = 64 * 1024;

/** Where answers that clients have yet to take hold more than this share of the room, the eldest request waits, too. */
const mostKept = 0.5;

interface Paused {
  readonly request: Cancellation;
  readonly goOn: () => void;
}

/**
 * Room in memory for answers, over all requests together: for what has been read of the tenant's, and for what is
 * written and not yet taken by its client. The length of an answer is unknown until its end, so bytes are counted as
 * they come. A request that has read much reads no further while there is too much. The eldest of these may read on,
 * so that they never wait for each other. A request has its room until it is over, because it may hold all that it
 * has read.
 */
export class AnswerRoom {
  #taken = 0;
  /** The part of it that written answers take. */
  #kept = 0;
  /** Requests that have read much, the eldest first. */
  readonly #large = new Set<Cancellation>();
  readonly #paused = new Set<Paused>();
  /** Called when a request has to wait, to free what can be freed. */
  onWaiting: () => void = () => undefined;

  /**
   * @param most bytes; beyond it only the eldest request reads on
   * @param places number of calls that may wait for room, each of which holds its connection to the tenant
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
   * Takes room for bytes that have arrived.
   *
   * @returns whether this request may read on
   */
  read(request: Cancellation, bytes: number): boolean {
    // A request that is over holds nothing: a call that it no longer waits for is still coming in.
    if (request.over) return true;
    request.answerBytes += bytes;
    if (request.answerBytes <= smallBytes) return true;
    if (this.#large.has(request)) this.#taken += bytes;
    else this.#meet(request);
    return this.#mayReadOn(request);
  }

  /**
   * Calls back once, later, when the request may read on; the returned function cancels that.
   *
   * `onWaiting` is called after this piece of the answer has been read: undici ignores the resuming of a call that it
   * has not paused yet, and cannot resume another one in the middle of reading.
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

  /** Takes room for an answer that is written: it exists already, and cannot wait. */
  keep(bytes: number): void {
    this.#kept += bytes;
    this.#taken += bytes;
  }

  /** The client has taken that answer, or it was given up. */
  give(bytes: number): void {
    this.#kept -= bytes;
    this.#free(bytes);
  }

  #free(bytes: number): void {
    this.#taken -= bytes;
    for (const paused of this.#paused) {
      // Each request that goes on takes room at once.
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
