import type { RedisClient } from './redis-connection.js';
import type { RedisLine } from './redis-line.js';
import { within } from '../within.js';

/**
 * Runs work on Redis.
 *
 * @throws Error where Redis is away, or takes longer than it may
 */
export type AskRedis = <T>(work: (client: RedisClient) => Promise<T>) => Promise<T>;

export function askRedis(line: Pick<RedisLine, 'connection'>, answerMs: number): AskRedis {
  return async (work) => {
    const { connection } = line;
    if (connection === undefined) throw new Error('Redis is away');
    return within(answerMs, work(connection.asking));
  };
}
