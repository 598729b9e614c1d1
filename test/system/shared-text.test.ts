import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createRedisState } from '../../src/state/redis/redis-state.js';
import type { SharedState, SharedText } from '../../src/state/shared-state.js';
import { sharedTextCases } from '../support/shared-text-cases.js';
import { redisServer, type RedisServer } from './redis-server.js';

let redis: RedisServer;
let states: readonly SharedState[];

beforeEach(async () => {
  redis = await redisServer();
  await redis.start();
  states = [stateOf(), stateOf()];
  await Promise.all(states.map((state) => state.open()));
});

afterEach(async () => {
  for (const state of states) state.close();
  await redis.kill();
});

function stateOf(): SharedState {
  const quiet = (): void => undefined;
  const told = { onAway: quiet, onBack: quiet, onRefusing: quiet, onTaking: quiet };
  return createRedisState({ url: `redis://127.0.0.1:${redis.port}`, prefix: 'test', ...told });
}

function textsOf(lifeMs: number): [SharedText, SharedText] {
  const [one, other] = states.map((state) => state.text('a text', lifeMs));
  if (one === undefined || other === undefined) throw new Error('Redis shares no text');
  return [one, other];
}

const read = (text: SharedText): Promise<string | undefined> =>
  text.change((held) => ({ text: held, told: held }));

describe('a text that replicas share through a real Redis', () => {
  test.each(sharedTextCases.map((each) => [each.name, each] as const))('%s', async (_name, { run, told }) => {
    expect(await run(...textsOf(60_000))).toEqual(told);
  });

  test('expires when it has not been changed for its lifetime', async () => {
    const [text] = textsOf(50);
    await text.change(() => ({ text: 'written', told: undefined }));
    while ((await read(text)) !== undefined);
  });

  test('throws where Redis is gone, and where another type of value has its name', async () => {
    const [text] = textsOf(60_000);
    await redis.say(['LPUSH', 'test:a text', 'x']);
    await expect(read(text)).rejects.toThrow('WRONGTYPE');
    await redis.kill();
    await expect(read(text)).rejects.toThrow();
  });
});
