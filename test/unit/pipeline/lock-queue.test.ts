import { expect, test } from '@jest/globals';
import { LockQueue } from '../../../src/pipeline/locks/lock-queue.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';

test.each([
  ['before its turn', (leave: () => void, cancel: () => void) => [cancel, leave]],
  ['as its turn comes', (leave: () => void, cancel: () => void) => [leave, cancel]],
])('a lock is free after the last in the queue is cancelled %s', async (_when, order) => {
  let freed = 0;
  const queue = new LockQueue(() => (freed += 1));
  const signal = new Cancellation();
  void queue.enter(true, new Cancellation());
  const turn = queue.enter(true, signal);
  const cancel = (): void => {
    signal.cancel('client-closed-request');
  };
  const leave = (): void => {
    queue.leave();
  };
  for (const step of order(leave, cancel)) step();
  await expect(turn).rejects.toThrow();
  expect(freed).toBe(1);
  expect(queue.enter(true, new Cancellation())).toBeUndefined();
});
