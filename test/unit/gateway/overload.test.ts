import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Overload } from '../../../src/gateway/limits/overload.js';

function late(overload: Overload, windows: number, lagMs = 500): void {
  for (let window = 0; window < windows; window += 1) overload.observe(lagMs);
}

/** The requests that are shed of a thousand. */
function shedOf(overload: Overload): number {
  return Array.from({ length: 1_000 }, () => overload.sheds()).filter(Boolean).length;
}

describe('the share of requests that is shed', () => {
  test('is zero while the loop is late for less than a second', () => {
    const overload = new Overload();
    late(overload, 3, 5_000);
    expect(shedOf(overload)).toBe(0);
    overload.observe(10);
    late(overload, 3);
    expect(shedOf(overload)).toBe(0);
  });

  test('grows while the loop stays late, and never reaches all requests', () => {
    const overload = new Overload();
    late(overload, 4);
    const first = shedOf(overload);
    expect(first).toBeGreaterThan(100);
    late(overload, 1);
    expect(shedOf(overload)).toBeGreaterThan(first);
    late(overload, 50);
    expect(Math.abs(shedOf(overload) - 950)).toBeLessThan(2);
  });

  test('falls to zero within three seconds once the loop is on time', () => {
    const overload = new Overload();
    late(overload, 50);
    late(overload, 1, 20);
    expect(shedOf(overload)).toBeLessThan(700);
    late(overload, 11, 20);
    expect(shedOf(overload)).toBe(0);
  });

  test('settles at a lag around the limit when the lag follows the load', () => {
    // Each request that is served adds 10 ms of lag; 100 requests come in each window.
    const overload = new Overload();
    const lags = Array.from({ length: 200 }, () => {
      const served = Array.from({ length: 100 }, () => overload.sheds()).filter((shed) => !shed).length;
      overload.observe(served * 10);
      return served * 10;
    });
    const settled = lags.slice(50).sort((a, b) => a - b);
    expect(settled[75]).toBeGreaterThan(100);
    expect(settled[75]).toBeLessThan(400);
  });

  test('reports its beginning and its end, once each', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 200 }), (lags) => {
        const told: boolean[] = [];
        const overload = new Overload((isOverloaded) => told.push(isOverloaded));
        for (const lag of lags) overload.observe(lag);
        expect(told).toEqual(told.map((_each, index) => index % 2 === 0));
        expect(shedOf(overload) > 0).toBe(told.at(-1) ?? false);
      }),
    );
  });
});
