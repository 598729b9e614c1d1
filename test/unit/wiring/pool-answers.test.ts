import { expect, test } from '@jest/globals';
import { poolAnswers } from '../../../src/wiring/pool-answers.js';
import type { WorkerRpc } from '../../../src/wiring/worker-pool.js';

test('a worker that is gone before the others have answered has told nothing: its counts would stay for good', async () => {
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
