import { expect, test } from '@jest/globals';
import { ThrottledTask } from '../../../src/upstream/resilience/throttled-task.js';
import { settled } from '../../support/settled.js';
import { FakeClock } from './fake-clock.js';

/** A task that ends when the test says so. */
function errandOn(clock: FakeClock) {
  const runs: { at: number; end: (error?: Error) => void }[] = [];
  const changedAt: number[] = [];
  const run = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (error?: Error): void => {
        if (error === undefined) resolve();
        else reject(error);
      };
      runs.push({ at: clock.now(), end });
    });
  const errand = new ThrottledTask({ clock, run, onChange: () => changedAt.push(clock.now()) });
  return { errand, runs, changedAt };
}

test('a task runs at once, one run at a time, and calls back when the run ends', async () => {
  const clock = new FakeClock();
  const { errand, runs, changedAt } = errandOn(clock);
  errand.runAt(0);
  errand.runAt(0);
  expect(runs).toHaveLength(1);
  runs[0]?.end();
  await settled();
  expect([changedAt, clock.timers]).toEqual([[0], 0]);
});

test('a postponed task calls back at the earliest of its times', async () => {
  const clock = new FakeClock();
  const { errand, runs, changedAt } = errandOn(clock);
  for (const at of [70, 30, 50]) errand.runAt(at);
  await clock.advance(100);
  expect([runs.length, changedAt]).toEqual([0, [30]]);
});

test('a task starts at most once every 10 ms', async () => {
  const clock = new FakeClock();
  const { errand, runs, changedAt } = errandOn(clock);
  errand.runAt(0);
  runs[0]?.end();
  await settled();
  errand.runAt(0);
  expect(runs).toHaveLength(1);
  await clock.advance(10);
  expect(changedAt).toEqual([0, 10]);
  errand.runAt(0);
  expect(runs).toHaveLength(2);
});

test('a task that has not ended after 100 ms is stuck and calls back; it is no longer stuck when it ends', async () => {
  const clock = new FakeClock();
  const { errand, runs, changedAt } = errandOn(clock);
  errand.runAt(0);
  await clock.advance(99);
  expect([errand.isStuck, changedAt]).toEqual([false, []]);
  await clock.advance(1);
  expect([errand.isStuck, changedAt]).toEqual([true, [100]]);
  runs[0]?.end();
  await settled();
  expect(errand.isStuck).toBe(false);
});

test('a task that fails is stuck until it succeeds, and does not run again for a second', async () => {
  const clock = new FakeClock();
  const { errand, runs, changedAt } = errandOn(clock);
  errand.runAt(0);
  runs[0]?.end(new Error('away'));
  await settled();
  expect(errand.isStuck).toBe(true);
  errand.runAt(0);
  await clock.advance(1_000);
  expect([runs.length, changedAt]).toEqual([1, [0, 1_000]]);
  errand.runAt(0);
  runs[1]?.end();
  await settled();
  expect(errand.isStuck).toBe(false);
});

test('a task that ends while the process stood still is not stuck', async () => {
  const clock = new FakeClock();
  const { errand, runs, changedAt } = errandOn(clock);
  errand.runAt(0);
  clock.skip(1_000);
  await clock.advance(1);
  runs[0]?.end();
  await clock.advance(1_000);
  expect([errand.isStuck, changedAt]).toEqual([false, [1_001]]);
});
