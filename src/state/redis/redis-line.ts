import { setTimeout as delay } from 'node:timers/promises';
import { systemReason } from '../../errors/system-code.js';
import { connectRedis, type RedisConnection } from './redis-connection.js';
import { within } from '../within.js';

/** Times in milliseconds. */
export interface RedisPatience {
  /** Longest wait for an answer of Redis; a Redis that takes longer counts as away. */
  readonly answerMs: number;
  /** Between two checks that it still answers. */
  readonly lookMs: number;
  /** Between two readings of everything. */
  readonly readMs: number;
  /** The longest pause between two attempts to connect. */
  readonly pauseMs: number;
}

export interface RedisLineOptions {
  readonly url: string;
  readonly patience: RedisPatience;
  /** What to do first on every new connection. */
  readonly greet: (connection: RedisConnection) => Promise<unknown>;
  /** What to do every `readMs`. */
  readonly read: (connection: RedisConnection) => Promise<unknown>;
  /** Called once each time Redis goes away, with the reason, and once each time it comes back. */
  readonly onAway: (reason: string) => void;
  readonly onBack: () => void;
}

const shortestPauseMs = 100;

/**
 * Keeps a connection to Redis, and opens a new one when it breaks or does not answer. The client's own reconnecting
 * does not see a Redis that takes commands and never answers: a command's timeout ends when it is sent.
 */
export class RedisLine {
  #connection: RedisConnection | undefined;
  #isUp = false;
  #isMissed = false;
  readonly #closed = new AbortController();

  constructor(private readonly options: RedisLineOptions) {}

  /** Undefined while Redis is away. */
  get connection(): RedisConnection | undefined {
    return this.#isUp ? this.#connection : undefined;
  }

  /** Resolves when the first attempt to connect is over, however it went. */
  open(): Promise<void> {
    return new Promise((resolve) => void this.#keep(resolve).finally(resolve));
  }

  close(): void {
    this.#closed.abort();
    this.#connection?.close();
  }

  async #keep(tried: () => void): Promise<void> {
    let failures = 0;
    while (!this.#isClosed()) {
      const reason = await this.#hold(() => {
        failures = 0;
        tried();
      });
      if (!this.#isClosed()) this.#leave(reason);
      tried();
      await this.#pause(pauseAfter(failures, this.options.patience.pauseMs));
      failures += 1;
    }
  }

  /** Opens one connection and stays with it; resolves to the reason why it ended. */
  async #hold(opened: () => void): Promise<string> {
    const { url, patience, greet } = this.options;
    const connection = (this.#connection = connectRedis(url, patience.answerMs));
    try {
      await within(patience.answerMs, connection.opened);
      await within(patience.answerMs, greet(connection));
      this.#enter();
      opened();
      return await Promise.race([connection.broken.then(systemReason), this.#watch(connection)]);
    } catch (error) {
      return systemReason(error);
    } finally {
      this.#isUp = false;
      connection.close();
    }
  }

  /** Pings both connections until one does not answer, and reads everything from time to time. */
  async #watch(connection: RedisConnection): Promise<never> {
    const { answerMs, lookMs, readMs } = this.options.patience;
    const { asking, listening } = connection;
    for (let sinceReadMs = lookMs; ; sinceReadMs += lookMs) {
      await this.#pause(lookMs);
      await within(answerMs, Promise.all([asking.ping(), listening.ping()]));
      if (sinceReadMs < readMs) continue;
      sinceReadMs = 0;
      await within(answerMs, this.options.read(connection));
    }
  }

  #pause(ms: number): Promise<unknown> {
    return delay(ms, undefined, { signal: this.#closed.signal }).catch(() => undefined);
  }

  #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  #enter(): void {
    this.#isUp = true;
    if (this.#isMissed) this.options.onBack();
    this.#isMissed = false;
  }

  #leave(reason: string): void {
    if (!this.#isMissed) this.options.onAway(reason);
    this.#isMissed = true;
  }
}

/** Doubled with each failure, and shortened at random, so that replicas do not come all at once. */
function pauseAfter(failures: number, longestMs: number): number {
  return Math.min(shortestPauseMs * 2 ** failures, longestMs) * (0.5 + Math.random() / 2);
}
