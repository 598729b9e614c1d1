import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createRedisState } from '../../src/state/redis-state.js';
import type { Claim, SharedState } from '../../src/state/shared-state.js';
import { redisServer, type RedisServer } from './redis-server.js';

const hasty = { answerMs: 300, lookMs: 20, readMs: 40, pauseMs: 20 };
const longMs = 60_000;

interface Replica {
  readonly state: SharedState;
  /** Resolves as soon as the state has said so. */
  readonly says: (word: 'away' | 'back') => Promise<void>;
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
  const state = createRedisState({
    url: `redis://127.0.0.1:${redis.port}`,
    prefix: 'test',
    patience: hasty,
    onAway: () => said.add('away'),
    onBack: () => said.add('back'),
  });
  return {
    state,
    says: async (word) => {
      while (!said.has(word)) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function isTaken(claim: Claim | undefined): boolean {
  return claim !== undefined;
}

describe('two replicas of one Redis', () => {
  test('never both have a key, however many ask at a time', async () => {
    const asked = Array.from({ length: 200 }, (_, n) => replicas[n % 2 === 0 ? 0 : 1].state);
    for (let round = 0; round < 20; round += 1) {
      const claims = await Promise.all(asked.map((state) => state.claim('a key', longMs)));
      const held = claims.filter(isTaken);
      expect(held).toHaveLength(1);
      await held[0]?.release();
    }
  });

  test('hand a key on when it is released or its time is over, and not when another’s is', async () => {
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

  test('claim on by themselves while Redis is away, and keep what they have when it is back without memory', async () => {
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

  test('claim in this process when Redis takes the question and does not answer', async () => {
    const [{ state }] = replicas;
    redis.freeze();
    const claim = await state.claim('a key', longMs);
    redis.thaw();
    expect(isTaken(claim)).toBe(true);
    expect(await state.claim('a key', longMs)).toBeUndefined();
  });
});
