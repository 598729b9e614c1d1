import { expect, test } from '@jest/globals';
import { ClaimDesk } from '../../../src/state/redis/claim-desk.js';
import { LocalClaims } from '../../../src/state/local-claims.js';
import type { RedisClaims } from '../../../src/state/redis/redis-claims.js';
import type { RedisConnection } from '../../../src/state/redis/redis-connection.js';

test('a claim that is released while Redis, back again, is told of it is released in Redis too', async () => {
  const asked: string[] = [];
  let answer = (): void => undefined;
  const there: Pick<RedisClaims, 'take' | 'release' | 'isTaken'> = {
    take: () => {
      asked.push('take');
      return new Promise((resolve) => {
        answer = () => {
          resolve(true);
        };
      });
    },
    release: () => {
      asked.push('release');
      return Promise.resolve();
    },
    isTaken: () => Promise.resolve(false),
  };
  const desk = new ClaimDesk({
    here: new LocalClaims(),
    there: there as RedisClaims,
    connection: () => undefined,
    answerMs: 1_000,
    onRefusing: () => undefined,
    onTaking: () => undefined,
  });
  const claim = await desk.claim('a ticket', 60_000);
  const told = desk.tell({} as RedisConnection);
  await claim?.release();
  answer();
  await told;
  expect(asked).toEqual(['take', 'release']);
});

test('a claim that Redis was too slow to confirm, and that ended meanwhile, is released once Redis is back', async () => {
  const asked: string[] = [];
  const stalled: Pick<RedisClaims, 'take' | 'release'> = {
    take: () => new Promise(() => undefined),
    release: () => new Promise(() => undefined),
  };
  const well: typeof stalled = {
    take: (_client, { key }) => {
      asked.push(`take ${key}`);
      return Promise.resolve(true);
    },
    release: (_client, { key }) => {
      asked.push(`release ${key}`);
      return Promise.resolve();
    },
  };
  let there = stalled;
  const connection = { fail: () => undefined } as unknown as RedisConnection;
  const desk = new ClaimDesk({
    here: new LocalClaims(),
    there: {
      take: (...args) => there.take(...args),
      release: (...args) => there.release(...args),
    } satisfies typeof stalled as unknown as RedisClaims,
    connection: () => connection,
    answerMs: 10,
    onRefusing: () => undefined,
    onTaking: () => undefined,
  });
  const ended = await desk.claim('ended', 60_000);
  await desk.claim('live', 60_000);
  await ended?.release();
  there = well;
  await desk.tell(connection);
  expect(asked).toEqual(['release ended', 'take live']);
  await desk.tell(connection);
  expect(asked.slice(2)).toEqual(['take live']);
});

test('a claim whose life is over is forgotten, though Redis has never confirmed its end', async () => {
  let now = 0;
  const asked: string[] = [];
  const there: Pick<RedisClaims, 'take' | 'release'> = {
    take: () => Promise.resolve(true),
    release: (_client, { key }) => {
      asked.push(key);
      return Promise.reject(new Error('LOADING'));
    },
  };
  const connection = { fail: () => undefined } as unknown as RedisConnection;
  const desk = new ClaimDesk({
    here: new LocalClaims(() => now),
    there: there as RedisClaims,
    connection: () => connection,
    answerMs: 1_000,
    onRefusing: () => undefined,
    onTaking: () => undefined,
  });
  for (const [key, lifeMs] of [
    ['short', 10],
    ['long', 60_000],
  ] as const) {
    const claim = await desk.claim(key, lifeMs);
    await claim?.release();
  }
  asked.length = 0;
  now = 20;
  await expect(desk.tell(connection)).rejects.toThrow('LOADING');
  expect(asked).toEqual(['long']);
});
