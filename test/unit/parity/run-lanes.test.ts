import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { runLanes } from '../../../src/parity/replay/run-lanes.js';

const rules = { concurrency: 2, alone: () => false };

async function* breakingAfter(count: number): AsyncGenerator<number> {
  for (let item = 0; item < count; item += 1) yield await Promise.resolve(item);
  throw new Error('line 3 is torn');
}

test('runLanes reports a broken stream after the work on the earlier items has ended', async () => {
  const done: number[] = [];
  const work = async (item: number): Promise<void> => {
    await delay(10);
    done.push(item);
  };
  await expect(runLanes(breakingAfter(2), work, rules)).rejects.toThrow('line 3 is torn');
  expect(done).toEqual([0, 1]);
});
