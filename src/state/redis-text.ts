import type { AskRedis } from './ask-redis.js';
import type { RedisClient } from './redis-connection.js';
import type { SharedText } from './shared-state.js';

export interface RedisTextOptions {
  readonly key: string;
  readonly lifeMs: number;
}

/** Puts the second text in the place of the first and answers nothing; or answers what stands there, and when. */
const swapScript = `
local held = redis.call('get', KEYS[1]) or ''
if held == ARGV[1] then
  redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return {}
end
local time = redis.call('time')
return { held, time[1], time[2] }`;

interface Held {
  readonly text: string;
  readonly now: number;
}

/** One string, changed by comparing: the rules of what it means stay where it is used, and are in no script. */
export function redisText({ key, lifeMs }: RedisTextOptions, ask: AskRedis): SharedText {
  const run = async (client: RedisClient, given: string[]): Promise<Held | undefined> => {
    const answer = await client.eval(swapScript, { keys: [key], arguments: given });
    const [text, s, us] = answer as string[];
    return text === undefined ? undefined : { text, now: Number(s) * 1_000 + Number(us) / 1_000 };
  };
  return {
    change: async (change) => {
      let isOver = false;
      const work = async (client: RedisClient) => {
        for (let held = await run(client, []); held !== undefined && !isOver;) {
          const { text = '', told } = change(held.text === '' ? undefined : held.text, held.now);
          if (text === held.text) return told;
          held = await run(client, [held.text, text, String(lifeMs)]);
          if (held === undefined) return told;
        }
        throw new Error('too late');
      };
      try {
        return await ask(work);
      } finally {
        isOver = true;
      }
    },
  };
}
