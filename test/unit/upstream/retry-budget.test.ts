import { expect, test } from '@jest/globals';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { RetryBudget } from '../../../src/upstream/resilience/retry-budget.js';
import { retrying } from '../../../src/upstream/resilience/retry.js';
import { FakeClock } from './fake-clock.js';
import { answer, notingWatch, request } from './fake-wire.js';

/** Answers each call with 503; one call each `everyMs`. Returns how many attempts were made. */
async function outage(
  share: number,
  { everyMs, calls }: { everyMs: number; calls: number },
): Promise<number> {
  const clock = new FakeClock();
  let made = 0;
  const send = retrying({
    clock,
    budget: new RetryBudget(clock, share),
    most: 2,
    random: () => (made % 97) / 97,
    now: () => clock.now(),
    watch: notingWatch(),
  })(() => {
    made += 1;
    return Promise.resolve(answer(503));
  });
  const under: Promise<unknown>[] = [];
  for (let call = 0; call < calls; call += 1) {
    under.push(send(request('GET'), new Cancellation()));
    await clock.advance(everyMs);
  }
  await clock.advance(2_000);
  await Promise.all(under);
  return made;
}

test('an outage at 1,000 requests a second costs the tenant at most a fifth more calls, plus 30', async () => {
  expect(await outage(0.2, { everyMs: 1, calls: 10_000 })).toBeLessThanOrEqual(1.2 * 10_000 + 30);
});

test('an outage costs the tenant three times as many calls without a retry budget', async () => {
  expect(await outage(Infinity, { everyMs: 1, calls: 10_000 })).toBe(30_000);
});

test('a tenant with little traffic is granted some retries, whatever the share of the budget', async () => {
  expect(await outage(0.2, { everyMs: 1_000, calls: 10 })).toBe(30);
});

test('retries beyond the share of the budget are granted only while fewer than three are under way', () => {
  const clock = new FakeClock();
  const budget = new RetryBudget(clock, 0.2);
  for (let call = 0; call < 20; call += 1) budget.count();
  const granted = Array.from({ length: 20 }, () => budget.take()).filter(Boolean);
  expect(granted).toHaveLength(4);
  budget.done();
  budget.done();
  expect([budget.take(), budget.take()]).toEqual([true, false]);
});

test('calls of more than ten seconds ago no longer count for the retry budget', async () => {
  const clock = new FakeClock();
  const budget = new RetryBudget(clock, 0.2);
  for (let call = 0; call < 1_000; call += 1) budget.count();
  await clock.advance(11_000);
  expect(Array.from({ length: 20 }, () => budget.take()).filter(Boolean)).toHaveLength(3);
});
