import type { ServerResponse } from 'node:http';
import type { AnswerRoom } from '../../upstream/wire/answer-room.js';

interface Waiting {
  readonly bytes: number;
  readonly since: number;
  /** Its client has read nothing of it lately. */
  isStill: boolean;
  readonly cut: () => void;
}

/** Smaller answers are not counted: the kernel's socket buffers take about as much at once. */
const countedFrom = 64 * 1024;
/** How often a client's progress is checked. A client without progress in two checks is still. */
const lookMs = 250;
/** A client that makes progress is spared for this long at most. */
const longestMs = 5_000;

/**
 * Answers that are written completely and wait in memory for their clients. Node sets no limit for a client that does
 * not read. A client that reads nothing for too long is cut. If others need the room, clients that do not read are
 * cut, oldest first.
 */
export class UnreadAnswers {
  /** Oldest first. */
  readonly #waiting = new Map<ServerResponse, Waiting>();
  #nextLook: NodeJS.Timeout | undefined;

  /** @param timeoutMs how long an answer may wait without its client reading any of it */
  constructor(
    private readonly room: AnswerRoom,
    private readonly timeoutMs: number,
  ) {
    room.onWaiting = () => {
      if (this.#nextLook === undefined) this.#makeRoom();
    };
  }

  /** @param noteCut called when the connection is cut for an unread answer */
  watch(response: ServerResponse, noteCut: () => void): void {
    const cut = (): void => {
      noteCut();
      response.destroy();
    };
    response.on('prefinish', () => {
      const bytes = response.writableLength;
      // The kernel has taken it all.
      if (bytes === 0) return;
      if (bytes < countedFrom) {
        response.setTimeout(this.timeoutMs, cut);
        takeBack(response, this.timeoutMs);
      } else this.#add(response, { bytes, since: performance.now(), isStill: false, cut });
    });
  }

  #add(response: ServerResponse, waiting: Waiting): void {
    this.#waiting.set(response, waiting);
    this.room.keep(waiting.bytes);
    const forget = (): void => {
      this.#forget(response, waiting);
    };
    response.once('finish', forget).once('close', forget);
    this.#lookAt(response, waiting);
  }

  /** Node calls a timeout back only if nothing was sent in that time; after progress it rearms without a call. */
  #lookAt(response: ServerResponse, waiting: Waiting): void {
    const everyMs = Math.min(lookMs, this.timeoutMs);
    let looked = -Infinity;
    let stillMs = 0;
    response.setTimeout(everyMs, () => {
      const now = performance.now();
      waiting.isStill = now - looked < 1.5 * everyMs;
      stillMs = waiting.isStill ? stillMs + everyMs : everyMs;
      looked = now;
      if (stillMs >= this.timeoutMs) waiting.cut();
      else response.setTimeout(everyMs);
    });
    takeBack(response, everyMs);
  }

  #forget(response: ServerResponse, { bytes }: Waiting): void {
    if (this.#waiting.delete(response)) this.room.give(bytes);
  }

  #makeRoom(): void {
    this.#nextLook = undefined;
    const tooLong = performance.now() - longestMs;
    for (const [response, waiting] of this.#waiting) {
      if (!this.room.isShort) return;
      if (!waiting.isStill && waiting.since > tooLong) continue;
      waiting.cut();
      this.#forget(response, waiting);
    }
    if (!this.room.isShort) return;
    this.#nextLook = setTimeout(() => {
      this.#makeRoom();
    }, lookMs).unref();
  }
}

/** Clears the timeout once the answer is out: it belongs to the connection, and a pipelined request may take longer. */
function takeBack(response: ServerResponse, timeoutMs: number): void {
  const { socket } = response;
  response.once('finish', () => {
    if (socket?.timeout === timeoutMs) socket.setTimeout(0);
  });
}
