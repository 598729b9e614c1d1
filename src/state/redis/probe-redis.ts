import { randomUUID } from 'node:crypto';
import { connectRedis, type RedisClient } from './redis-connection.js';
import { within } from '../within.js';

/** What a Redis that does all that holdover needs tells of itself; undefined where its user may not ask. */
export interface RedisFacts {
  readonly version: string | undefined;
  /** The eviction policy, where the memory of Redis is bounded: `noeviction` forgets nothing. */
  readonly policy: string | undefined;
}

const answerMs = 2_000;
const keptMs = 1_000;
const script = `return redis.call('del', KEYS[1])`;

/**
 * Connects once, and writes, reads, runs a script and deletes under `prefix`, as the gateway does.
 *
 * @throws Error of the connection, or with Redis's own refusal as its message
 */
export async function probeRedis(url: string, prefix: string): Promise<RedisFacts> {
  const connection = connectRedis(url, answerMs);
  try {
    await within(answerMs, connection.opened);
    await within(answerMs, write(connection.asking, `${prefix}:doctor:${randomUUID()}`));
    return await within(answerMs, ask(connection.asking));
  } finally {
    connection.close();
  }
}

async function write(client: RedisClient, key: string): Promise<void> {
  await client.set(key, 'doctor', { condition: 'NX', expiration: { type: 'PX', value: keptMs } });
  await client.get(key);
  // Not within the script: there a missing permission would be reported as an error of the script.
  await client.time();
  await client.eval(script, { keys: [key], arguments: [] });
  await client.publish(key, 'doctor');
}

/** `INFO` may be refused: it is not among the permissions that holdover's user needs. */
async function ask(client: RedisClient): Promise<RedisFacts> {
  const info = await client.info().catch(() => '');
  const lineOf = (name: string): string | undefined => new RegExp(`^${name}:(.+?)\\r?$`, 'm').exec(info)?.[1];
  const valkey = lineOf('valkey_version');
  const redis = lineOf('redis_version');
  return {
    version: valkey !== undefined ? `Valkey ${valkey}` : redis && `Redis ${redis}`,
    policy: lineOf('maxmemory') === '0' ? undefined : lineOf('maxmemory_policy'),
  };
}
