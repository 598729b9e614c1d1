import { expect, test } from '@jest/globals';
import type { V1Reply, V1Request } from '../../../src/pipeline/exchange.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { AnswerRoom } from '../../../src/upstream/wire/answer-room.js';
import { askStreet } from '../../../src/wiring/shadows/ask-street.js';

const reply: V1Reply = {
  status: 200,
  headers: {},
  body: { kind: 'json', value: [] },
  outcome: { caller: undefined, calls: 1, lossy: [] },
};

test.each([
  ['answered', () => Promise.resolve(reply)],
  ['not answered', () => Promise.reject(new Error('a fault'))],
])('a comparison that is %s frees the memory of the answers it has read', async (_how, end) => {
  const room = new AnswerRoom(100_000);
  const answer = ({ signal }: V1Request): Promise<V1Reply> => {
    room.read(signal, 90_000);
    return end();
  };
  const running = new Set<Cancellation>();
  const ask = askStreet({ street: { answer }, timeoutMs: 1_000, running });
  await ask({ method: 'GET', target: '/api/users', headers: {}, bearer: undefined, body: undefined }).catch(
    () => undefined,
  );
  expect(room.read(new Cancellation(), 90_000)).toBe(true);
  expect(running.size).toBe(0);
});
