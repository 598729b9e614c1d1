import type { ServerResponse } from 'node:http';

export interface UnreadBounds {
  /** Over all answers together. */
  readonly bytes: number;
  /** How long a client may let one wait without taking any of it, in milliseconds. */
  readonly timeoutMs: number;
}

interface Waiting {
  readonly bytes: number;
  readonly since: number;
  readonly cut: () => void;
}

/** What the system's buffers take at once is not worth counting. */
const countedFrom = 64 * 1024;
/** A client on its way through an answer is not one that does not read. */
const graceMs = 1_000;

/**
 * Answers that have been written to their end and wait in memory for their clients. Node has no limit of its own
 * for a client that does not read. One that takes nothing for too long is cut, and where they are too many bytes
 * together, those that have waited longest.
 */
export class UnreadAnswers {
  /** Oldest first. */
  readonly #waiting = new Map<ServerResponse, Waiting>();
  #bytes = 0;
  #nextLook: NodeJS.Timeout | undefined;

  constructor(private readonly bounds: UnreadBounds) {}

  /** @param noteCut is called when the connection is cut for it */
  watch(response: ServerResponse, noteCut: () => void): void {
    const cut = (): void => {
      noteCut();
      response.destroy();
    };
    response.once('prefinish', () => {
      response.setTimeout(this.bounds.timeoutMs, cut);
      const bytes = response.writableLength;
      if (bytes >= countedFrom) this.#add(response, { bytes, since: performance.now(), cut });
    });
  }

  #add(response: ServerResponse, waiting: Waiting): void {
    this.#waiting.set(response, waiting);
    this.#bytes += waiting.bytes;
    const forget = (): void => {
      if (this.#waiting.delete(response)) this.#bytes -= waiting.bytes;
    };
    response.once('finish', forget).once('close', forget);
    if (this.#nextLook === undefined) this.#makeRoom();
  }

  #makeRoom(): void {
    this.#nextLook = undefined;
    const late = performance.now() - graceMs;
    for (const [response, { bytes, since, cut }] of this.#waiting) {
      if (this.#bytes <= this.bounds.bytes) return;
      if (since > late) {
        this.#nextLook = setTimeout(() => {
          this.#makeRoom();
        }, since - late).unref();
        return;
      }
      this.#waiting.delete(response);
      this.#bytes -= bytes;
      cut();
    }
  }
}
