import { EventEmitter } from 'node:events';

export type CancellationReason = 'client-closed-request' | 'upstream-timeout';

/**
 * Tells everything that works for one inbound request to stop, because the client hung up or the deadline passed, and
 * everything that holds something for it that the request is over.
 *
 * undici takes an `EventEmitter` in place of an `AbortSignal`; one AbortController per request costs a third of the
 * throughput, an emitter 0.4 µs (test/bench/README.md).
 */
export class Cancellation extends EventEmitter {
  aborted = false;
  over = false;
  /** One of its calls has had its turn. */
  begun = false;
  /** Bytes of the tenant's answers that have been read for this request. */
  answerBytes = 0;
  reason: CancellationReason | undefined;
  #deadlineAt = Infinity;

  /** @param isEnding whether the process is about to end */
  constructor(private readonly isEnding: () => boolean = () => false) {
    super();
    // One listener per v2 call under way; a long list has more than Node's ten.
    this.setMaxListeners(0);
  }

  /** The process is about to end: long work stops where it can be continued later. Nothing is cancelled. */
  get ending(): boolean {
    return this.isEnding();
  }

  /** @param at when the deadline passes, on the steady clock, in milliseconds; the caller must also cancel then */
  endAt(at: number): void {
    this.#deadlineAt = at;
  }

  /** Milliseconds until the deadline; Infinity where there is none. */
  msLeft(now: number): number {
    return this.#deadlineAt - now;
  }

  /** Whether the deadline is later than that of the other one, by more than so many milliseconds. */
  endsLaterThan(other: Cancellation, byMs: number): boolean {
    return this.#deadlineAt > other.#deadlineAt + byMs;
  }

  /** The first reason wins; later calls do nothing. */
  cancel(reason: CancellationReason): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.emit('abort');
  }

  /** The request has its answer, or needs none: what was read for it may be freed. */
  end(): void {
    if (this.over) return;
    this.over = true;
    this.emit('over');
  }
}
