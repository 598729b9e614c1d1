import { redisText } from '../../src/state/redis/redis-text.js';
import type { RedisClient } from '../../src/state/redis/redis-connection.js';
import type { SharedText } from '../../src/state/shared-state.js';
import type { Clock } from '../../src/upstream/clock.js';

/** Redis's own clock, which no client uses. */
const epoch = Date.parse('2026-11-23T12:00:00Z');

/** Behaves like Redis for the script of `redis-text.ts`, in this process and on a clock of the test. */
export class MemoryRedis {
  /** The number of script runs. */
  commands = 0;
  isAway = false;
  #isFrozen = false;
  #thawing: (() => void)[] = [];
  readonly #texts = new Map<string, { readonly text: string; readonly until: number }>();

  constructor(
    private readonly clock: Clock,
    /** Milliseconds of the way there, and of the way back, drawn each time. */
    private readonly wayMs: () => number,
  ) {}

  text(key: string, lifeMs: number): SharedText {
    const client = {
      eval: async (_script: string, { keys, arguments: given }: { keys: string[]; arguments: string[] }) => {
        await this.#travel();
        if (this.#isFrozen) await new Promise<void>((resolve) => this.#thawing.push(resolve));
        const answer = this.#swap(String(keys[0]), given);
        await this.#travel();
        return answer;
      },
    };
    return redisText({ key, lifeMs }, (work) =>
      this.isAway ? Promise.reject(new Error('away')) : work(client as unknown as RedisClient),
    );
  }

  /** It accepts commands, and executes none before it thaws. */
  freeze(): void {
    this.#isFrozen = true;
  }

  thaw(): void {
    this.#isFrozen = false;
    for (const resolve of this.#thawing.splice(0)) resolve();
  }

  /** Loses its memory. */
  forget(): void {
    this.#texts.clear();
  }

  #swap(key: string, [from, to = '', lifeMs]: string[]): string[] {
    this.commands += 1;
    const now = this.clock.now();
    const found = this.#texts.get(key);
    const held = found !== undefined && found.until > now ? found.text : '';
    if (held === from) {
      this.#texts.set(key, { text: to, until: now + Number(lifeMs) });
      return [];
    }
    const us = Math.round((epoch + now) * 1_000);
    return [held, String(Math.floor(us / 1_000_000)), String(us % 1_000_000)];
  }

  #travel(): Promise<void> {
    return new Promise((resolve) => this.clock.after(this.wayMs(), resolve));
  }
}
