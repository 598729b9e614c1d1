import { expect, test } from '@jest/globals';
import { ClaimDesk } from '../../../src/state/claim-desk.js';
import { LocalClaims } from '../../../src/state/local-claims.js';
import type { RedisClaims } from '../../../src/state/redis-claims.js';
import type { RedisConnection } from '../../../src/state/redis-connection.js';

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
