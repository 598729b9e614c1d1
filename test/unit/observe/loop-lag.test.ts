import { expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { watchLoopLag } from '../../../src/observe/metrics/loop-lag.js';

function standStill(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('the lag of a blocked loop is as long as the block, and drops in a later quiet window', async () => {
  const lags: number[] = [];
  const next = async (): Promise<number> => {
    const { length } = lags;
    while (lags.length === length) await delay(5);
    return lags.at(-1) ?? 0;
  };
  const lag = watchLoopLag(50, (lagMs) => lags.push(lagMs));
  try {
    await next();
    standStill(400);
    expect(await next()).toBeGreaterThan(250);
    let quiet = await next();
    while (quiet > 100) quiet = await next();
    expect(lag.latestMs).toBe(lags.at(-1));
  } finally {
    lag.stop();
  }
  const { length } = lags;
  await delay(120);
  expect(lags).toHaveLength(length);
});
