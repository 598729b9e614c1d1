import { hash } from 'node:crypto';
import type { LocalClaim } from '../local-claims.js';
import type { RedisClient } from './redis-connection.js';

/** Deletes the key only while it is still the holder's own. */
const releaseScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/** The claims of one gateway in Redis: one key each, whose value is the holder and which expires with the claim. */
export class RedisClaims {
  constructor(private readonly prefix: string) {}

  /** @returns whether the key was free, or already is the holder's */
  async take(client: RedisClient, { key, holder }: LocalClaim, lifeMs: number): Promise<boolean> {
    const name = this.#nameOf(key);
    const lifetime = { type: 'PX', value: Math.ceil(lifeMs) } as const;
    const set = await client.set(name, holder, { condition: 'NX', expiration: lifetime });
    return set !== null || (await client.get(name)) === holder;
  }

  async isTaken(client: RedisClient, key: string): Promise<boolean> {
    return (await client.get(this.#nameOf(key))) !== null;
  }

  async release(client: RedisClient, { key, holder }: LocalClaim): Promise<void> {
    await client.eval(releaseScript, { keys: [this.#nameOf(key)], arguments: [holder] });
  }

  /** A key may be of any length and name a user: Redis sees only its hash. */
  #nameOf(key: string): string {
    return `${this.prefix}:claim:${hash('sha256', key, 'base64url')}`;
  }
}
