import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { WireAnswer, WireRequest } from '../../../src/upstream/wire/call.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { RetryBudget } from '../../../src/upstream/resilience/retry-budget.js';
import { retrying } from '../../../src/upstream/resilience/retry.js';
import { FakeClock } from './fake-clock.js';
import { answer, broken, notingWatch, outcomeOf, overTime, request } from './fake-wire.js';

type Step = number | Error | WireAnswer;

/** What the tenant does at each attempt; the last step repeats. */
function stage(steps: readonly Step[], random = (): number => 0) {
  const clock = new FakeClock();
  const watch = notingWatch();
  const sentAt: number[] = [];
  const now = (): number => clock.now();
  const budget = new RetryBudget(clock, 0.2);
  const send = retrying({ clock, budget, most: 2, random, now, watch })(() => {
    const step = steps[Math.min(sentAt.length, steps.length - 1)] ?? 200;
    sentAt.push(clock.now());
    if (step instanceof Error) return Promise.reject(step);
    return Promise.resolve(typeof step === 'number' ? answer(step) : step);
  });
  const ask = async (asked: WireRequest, signal = new Cancellation()): Promise<number | string> => {
    const outcome = outcomeOf(send(asked, signal));
    await clock.advance(60_000);
    return outcome;
  };
  return { clock, watch, sentAt, send, ask };
}

const timeout = new GatewayError('upstream-timeout');
const garbled = new GatewayError('upstream-unreadable');
const connectTimeout = new GatewayError('upstream-timeout', { broke: 'unsent' });
const cutInBody = new GatewayError('upstream-unreadable', { broke: 'under-way' });
const tooManyAttempts: WireAnswer = { ...answer(429), body: Buffer.from('{"error":"too_many_attempts"}') };

/** Attempts for a lasting failure: reads, writes. nginx has the same matrix, and `non_idempotent` to go beyond it. */
const matrix: readonly [what: string, step: Step, reads: number, writes: number][] = [
  ['no connection', broken('unsent'), 3, 3],
  ['no connection in time', connectTimeout, 3, 3],
  ['a reset before the head of the answer', broken('under-way'), 3, 1],
  ['a reset behind the head of the answer', cutInBody, 3, 1],
  ['502', 502, 3, 1],
  ['503', 503, 3, 1],
  ['504', 504, 3, 1],
  ['a search that takes too long', overTime(), 1, 1],
  ['500', 500, 1, 1],
  ['501', 501, 1, 1],
  ['429, which is the pacer’s', 429, 1, 1],
  ['404', 404, 1, 1],
  ['409', 409, 1, 1],
  ['no answer in time', timeout, 1, 1],
  ['garbage', garbled, 1, 1],
  ['a tenant that is down', new GatewayError('upstream-down', { retryAfterS: 7 }), 1, 1],
  ['no place in the line', new GatewayError('upstream-busy'), 1, 1],
  ['a client that hangs up', new GatewayError('client-closed-request'), 1, 1],
  ['a fault of our own', new TypeError('oops'), 1, 1],
  ['200', 200, 1, 1],
];

describe.each(['GET', 'HEAD'])('a %s that meets', (method) => {
  test.each(matrix)('%s is attempted as often as the matrix says', async (_what, step, reads) => {
    const { ask, sentAt } = stage([step]);
    await ask(request(method));
    expect(sentAt).toHaveLength(reads);
  });
});

describe.each(['POST', 'PATCH', 'PUT', 'DELETE'])('a %s that meets', (method) => {
  test.each(matrix.map(([what, step, , writes]) => [what, step, writes] as const))(
    '%s is attempted as often as the matrix says',
    async (_what, step, writes) => {
      const { ask, sentAt } = stage([step]);
      await ask(request(method));
      expect(sentAt).toHaveLength(writes);
    },
  );
});

test.each<[string, Step, number]>([
  ['a reset', broken('under-way'), 3],
  ['no connection', broken('unsent'), 3],
  ['502', 502, 3],
  ['503', 503, 3],
  ['504', 504, 3],
  ['429', 429, 3],
  ['a 429 that asks for an hour', answer(429, { 'retry-after': '3600' }), 1],
  ['the 429 of a user who has failed too often', tooManyAttempts, 1],
  ['500', 500, 1],
  ['401', 401, 1],
])(
  'a repeatable write that meets %s is attempted the expected number of times',
  async (_what, step, attempts) => {
    const { ask, sentAt } = stage([step]);
    const signal = new Cancellation();
    signal.endAt(10_000);
    await ask(request('POST', { repeatable: true }), signal);
    expect(sentAt).toHaveLength(attempts);
  },
);

test.each<[string, WireAnswer, number]>([
  ['as long as it is told', answer(429, { 'retry-after': '3' }), 3_000],
  ['a second if it is not told', answer(429), 1_000],
])('a repeatable write waits after a 429 %s', async (_how, limited, waitedMs) => {
  const { ask, sentAt } = stage([limited, 200]);
  expect(await ask(request('POST', { repeatable: true }))).toBe(200);
  expect(sentAt).toEqual([0, waitedMs]);
});

test('the first attempt that succeeds is the answer, and each retry is reported', async () => {
  const { ask, sentAt, watch } = stage([503, broken('under-way'), 200]);
  expect(await ask(request('GET'))).toBe(200);
  expect(sentAt).toHaveLength(3);
  expect(watch.told).toEqual(['retried', 'retried']);
});

test('a write whose second attempt may have been sent is not attempted a third time', async () => {
  const { ask, sentAt } = stage([broken('unsent'), broken('under-way'), 200]);
  expect(await ask(request('POST'))).toBe('upstream-lost');
  expect(sentAt).toHaveLength(2);
});

test('the outcome is that of the last attempt when all fail', async () => {
  expect(await stage([broken('under-way'), 503, 502]).ask(request('GET'))).toBe(502);
});

test.each([
  [0, [0, 50, 100]],
  [0.999_999, [0, 500, 1_000]],
])('with the random number %d the attempts begin at %j ms', async (chance, at) => {
  const { ask, sentAt } = stage([503], () => chance);
  await ask(request('GET'));
  expect(sentAt.map((ms) => Math.round(ms))).toEqual(at);
});

describe('a deadline', () => {
  test.each([
    [99, 1],
    [100, 2],
    [149, 2],
    [150, 3],
  ])('of %d ms leaves room for %d attempts: none begins in the last 50 ms', async (ms, attempts) => {
    const { ask, sentAt } = stage([503]);
    const signal = new Cancellation();
    signal.endAt(ms);
    expect(await ask(request('GET'), signal)).toBe(503);
    expect(sentAt).toHaveLength(attempts);
  });

  test.each([
    ['2', 2_050, [0, 2_000]],
    ['2', 2_049, [0]],
    ['3600', 15_000, [0]],
    ['Thu, 01 Jan 1970 00:00:04 GMT', 5_000, [0, 4_000]],
  ])(
    'with a Retry-After of %s and %d ms until it passes has the attempts begin at %j ms',
    async (after, ms, at) => {
      const { ask, sentAt } = stage([answer(503, { 'retry-after': after }), 200]);
      const signal = new Cancellation();
      signal.endAt(ms);
      await ask(request('GET'), signal);
      expect(sentAt).toEqual(at);
    },
  );
});

test('a client that hangs up during the pause ends it at once, and leaves no timer', async () => {
  const { clock, send, sentAt } = stage([503]);
  const signal = new Cancellation();
  const outcome = outcomeOf(send(request('GET'), signal));
  await clock.advance(20);
  signal.cancel('client-closed-request');
  expect(await outcome).toBe('client-closed-request');
  expect(sentAt).toEqual([0]);
  expect(clock.timers).toBe(0);
  expect(signal.listenerCount('abort')).toBe(0);
});
