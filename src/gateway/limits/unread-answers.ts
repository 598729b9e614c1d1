import type { ServerResponse } from 'node:http';
import type { AnswerRoom } from '../../upstream/wire/answer-room.js';

interface Waiting {
  readonly bytes: number;
  readonly since: number;
  /** Its client has not taken any of it lately. */
  isStill: boolean;
  readonly cut: () => void;
}

/** What the system's buffers take at once is not worth counting. */
const countedFrom = 64 * 1024;
/** How often a client is looked at; one that has taken nothing in two looks is still. */
const lookMs = 250;
/** A client on its way through an answer is let be, but not for longer than that. */
const longestMs = 5_000;

/**
 * Answers that have been written to their end and wait in memory for their clients. Node has no limit of its own
 * for a client that does not read. One that takes nothing for too long is cut, and where others need the room, those
 * whose clients do not read, oldest first.
 */
export class UnreadAnswers {
  /** Oldest first. */
  readonly #waiting = new Map<ServerResponse, Waiting>();
  #nextLook: NodeJS.Timeout | undefined;

  /** @param timeoutMs how long a client may let an answer wait without taking any of it */
  constructor(
    private readonly room: AnswerRoom,
    private readonly timeoutMs: number,
  ) {
    room.onWaiting = () => {
      if (this.#nextLook === undefined) this.#makeRoom();
    };
  }

  /** @param noteCut is called when the connection is cut for it */
  watch(response: ServerResponse, noteCut: () => void): void {
    const cut = (): void => {
      noteCut();
      response.destroy();
    };
    response.on('prefinish', () => {
      const bytes = response.writableLength;
      // The system has taken it all.
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

  /** Node calls back when nothing has been taken for so long; where something has, it waits once more, and tells nobody. */
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

/** At its end: a timeout is the connection's, and what is pipelined behind it may take longer. */
function takeBack(response: ServerResponse, timeoutMs: number): void {
  const { socket } = response;
  response.once('finish', () => {
    if (socket?.timeout === timeoutMs) socket.setTimeout(0);
  });
}
