import { expect, test } from '@jest/globals';
import { poolAnswers } from '../../../src/wiring/workers/pool-answers.js';
import type { WorkerRpc } from '../../../src/wiring/workers/worker-pool.js';

test('the answer of a worker that ends before the others answer is dropped: its counts would stay', async () => {
  const rpc = {} as WorkerRpc;
  const members = new Map([
    [1, rpc],
    [2, { ...rpc }],
  ]);
  const told = await poolAnswers({ serving: members }, async (asked) => {
    if (asked === rpc) return 'first';
    await Promise.resolve();
    members.delete(1);
    return 'second';
  });
  expect([...told]).toEqual([[2, 'second']]);
});
