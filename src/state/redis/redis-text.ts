import type { AskRedis } from './ask-redis.js';
import type { RedisClient } from './redis-connection.js';
import type { SharedText } from '../shared-state.js';
import { swappedText, type Swap } from '../swapped-text.js';

export interface RedisTextOptions {
  readonly key: string;
  readonly lifeMs: number;
}

/** Puts the second text in the place of the first and returns nothing; or returns the present text and Redis's time. */
const swapScript = `
local held = redis.call('get', KEYS[1]) or ''
if held == ARGV[1] then
  redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return {}
end
local time = redis.call('time')
return { held, time[1], time[2] }`;

/** One string, changed by compare-and-swap: the rules of what it means stay where it is used, and are in no script. */
export function redisText({ key, lifeMs }: RedisTextOptions, ask: AskRedis): SharedText {
  const swapAt =
    (client: RedisClient): Swap =>
    async (swap) => {
      const given = swap === undefined ? [] : [swap.from, swap.to, String(lifeMs)];
      const answer = await client.eval(swapScript, { keys: [key], arguments: given });
      const [text, s, us] = answer as string[];
      return text === undefined ? undefined : { text, now: Number(s) * 1_000 + Number(us) / 1_000 };
    };
  return {
    change: async (change) => {
      let isOver = false;
      try {
        return await ask((client) => swappedText(swapAt(client), change, () => isOver));
      } finally {
        isOver = true;
      }
    },
  };
}
