import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createClient } from '@redis/client';
import { createRedisState } from '../../src/state/redis/redis-state.js';
import type { Claim, SharedState } from '../../src/state/shared-state.js';
import { redisServer, type RedisServer } from './redis-server.js';

const hasty = { answerMs: 300, lookMs: 20, readMs: 40, pauseMs: 20 };
const longMs = 60_000;

interface Replica {
  readonly state: SharedState;
  /** Resolves as soon as the state has reported this. */
  readonly says: (word: 'away' | 'back' | 'refusing' | 'taking') => Promise<void>;
  /** Why Redis began to refuse claims, each time it did. */
  readonly refusals: readonly string[];
}

let redis: RedisServer;
let replicas: [Replica, Replica];

beforeEach(async () => {
  redis = await redisServer();
  await redis.start();
  replicas = [replica(), replica()];
  await Promise.all(replicas.map(({ state }) => state.open()));
});

afterEach(async () => {
  for (const { state } of replicas) state.close();
  await redis.kill();
});

function replica(): Replica {
  const said = new Set<string>();
  const refusals: string[] = [];
  const state = createRedisState({
    url: `redis://127.0.0.1:${redis.port}`,
    prefix: 'test',
    patience: hasty,
    onAway: () => said.add('away'),
    onBack: () => said.add('back'),
    onRefusing: (reason) => {
      said.add('refusing');
      refusals.push(reason);
    },
    onTaking: () => said.add('taking'),
  });
  return {
    state,
    refusals,
    says: async (word) => {
      while (!said.has(word)) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** One command of an operator, to the Redis of this test. */
async function order(...command: string[]): Promise<void> {
  const client = createClient({ url: `redis://127.0.0.1:${redis.port}` });
  await client.connect();
  await client.sendCommand(command);
  client.destroy();
}

function isTaken(claim: Claim | undefined): boolean {
  return claim !== undefined;
}

describe('two replicas of one Redis', () => {
  test('never hold the same key at the same time, whatever the number of concurrent claims', async () => {
    const asked = Array.from({ length: 200 }, (_, n) => replicas[n % 2 === 0 ? 0 : 1].state);
    for (let round = 0; round < 20; round += 1) {
      const claims = await Promise.all(asked.map((state) => state.claim('a key', longMs)));
      const held = claims.filter(isTaken);
      expect(held).toHaveLength(1);
      await held[0]?.release();
    }
  });

  test('pass a key on when its holder releases it or its time is over, and not when an earlier holder releases it', async () => {
    const [{ state: one }, { state: other }] = replicas;
    const short = await one.claim('a key', 500);
    expect(await other.claim('a key', longMs)).toBeUndefined();
    let next: Claim | undefined;
    while (next === undefined) next = await other.claim('a key', longMs);
    await short?.release();
    expect(await one.claim('a key', longMs)).toBeUndefined();
    await next.release();
    expect(isTaken(await one.claim('a key', longMs))).toBe(true);
  });

  test('claim locally while Redis is down, and keep their claims when it is back without its memory', async () => {
    const [one, other] = replicas;
    const before = await one.state.claim('before', longMs);
    expect(isTaken(before)).toBe(true);
    await redis.kill();
    await Promise.all(replicas.map(({ says }) => says('away')));
    expect(isTaken(await one.state.claim('during', longMs))).toBe(true);
    expect(await one.state.claim('during', longMs)).toBeUndefined();
    await redis.start();
    await Promise.all(replicas.map(({ says }) => says('back')));
    expect(await other.state.claim('before', longMs)).toBeUndefined();
    expect(await other.state.claim('during', longMs)).toBeUndefined();
  });

  test('claim locally when Redis accepts a command and does not answer', async () => {
    const [{ state }] = replicas;
    redis.freeze();
    const claim = await state.claim('a key', longMs);
    redis.thaw();
    expect(isTaken(claim)).toBe(true);
    expect(await state.claim('a key', longMs)).toBeUndefined();
  });

  test('know that a key is taken, whichever of them holds it', async () => {
    const [{ state: one }, { state: other }] = replicas;
    const claim = await one.claim('a key', longMs);
    expect([await one.isTaken('a key'), await other.isTaken('a key')]).toEqual([true, true]);
    await claim?.release();
    expect([await one.isTaken('a key'), await other.isTaken('a key')]).toEqual([false, false]);
  });
});

describe('a Redis that answers with an error', () => {
  const refused = { code: 'claim-refused' };

  test.each([
    [
      'whose memory is full',
      ['CONFIG', 'SET', 'maxmemory', '1'],
      ['CONFIG', 'SET', 'maxmemory', '0'],
      /^OOM/,
    ],
    [
      'that permits no writing',
      ['ACL', 'SETUSER', 'default', '-set'],
      ['ACL', 'SETUSER', 'default', '+set'],
      /^NOPERM/,
    ],
  ])(
    '%s, gives nobody a key, is reported once, and gives keys again afterwards',
    async (...[, begin, end, reason]) => {
      const [{ state, says, refusals }] = replicas;
      await order(...begin);
      for (let n = 0; n < 3; n += 1)
        await expect(state.claim('a key', longMs)).rejects.toMatchObject(refused);
      expect(refusals).toEqual([expect.stringMatching(reason)]);
      await order(...end);
      expect(isTaken(await state.claim('a key', longMs))).toBe(true);
      await says('taking');
    },
  );

  test('because of another value under a claim’s name, gives nobody that key', async () => {
    const [{ state, refusals }] = replicas;
    await state.claim('a key', longMs);
    const client = createClient({ url: `redis://127.0.0.1:${redis.port}` });
    await client.connect();
    const [name = ''] = await client.keys('*claim*');
    await client.del(name);
    await client.lPush(name, 'a stranger');
    client.destroy();
    const [, { state: other, refusals: others }] = replicas;
    await expect(other.claim('a key', longMs)).rejects.toMatchObject(refused);
    expect([refusals, others]).toEqual([[], [expect.stringMatching(/^WRONGTYPE/)]]);
  });

  test('because it has become a read-only replica counts as away: each process goes on by itself', async () => {
    const [{ state, says, refusals }] = replicas;
    await order('REPLICAOF', '127.0.0.1', '1');
    while (!isTaken(await state.claim('a key', longMs)))
      await new Promise((resolve) => setImmediate(resolve));
    await says('away');
    expect(await state.claim('a key', longMs)).toBeUndefined();
    await order('REPLICAOF', 'NO', 'ONE');
    expect(refusals).toEqual([]);
  });
});
