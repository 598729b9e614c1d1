import { describe, expect, test } from '@jest/globals';
import { redisText } from '../../../src/state/redis/redis-text.js';
import type { RedisClient } from '../../../src/state/redis/redis-connection.js';
import { steadyClock } from '../../../src/upstream/clock.js';
import { EventClock } from '../../support/event-clock.js';
import { MemoryRedis } from '../../support/memory-redis.js';
import { sharedTextCases } from '../../support/shared-text-cases.js';

describe('a text that replicas share, in the Redis double of the tests,', () => {
  test.each(sharedTextCases.map((each) => [each.name, each] as const))('%s', async (_name, { run, told }) => {
    const redis = new MemoryRedis(steadyClock, () => 0);
    expect(await run(redis.text('a', 60_000), redis.text('a', 60_000))).toEqual(told);
  });

  test('expires when nobody has changed it for its life', async () => {
    const clock = new EventClock();
    const redis = new MemoryRedis(clock, () => 1);
    const text = redis.text('a', 1_000);
    const written = text.change(() => ({ text: 'written', told: undefined }));
    await clock.runUntil(10);
    await written;
    await clock.runUntil(2_000);
    const read = text.change((held) => ({ text: held, told: held }));
    await clock.runUntil(2_010);
    expect(await read).toBeUndefined();
  });
});

test('a change that nobody waits for any more is not made', async () => {
  let answer: (held: string[]) => void = () => undefined;
  const client = { eval: () => new Promise<string[]>((resolve) => (answer = resolve)) };
  const late = new Error('no answer within 2000 ms');
  let work: Promise<unknown> | undefined;
  const text = redisText({ key: 'a', lifeMs: 1_000 }, (asked) => {
    work = asked(client as unknown as RedisClient);
    return Promise.reject(late);
  });
  let changes = 0;
  const change = text.change((held) => {
    changes += 1;
    return { text: held, told: undefined };
  });
  await expect(change).rejects.toBe(late);
  answer(['', '1', '0']);
  await expect(work).rejects.toThrow('too late');
  expect(changes).toBe(0);
});
