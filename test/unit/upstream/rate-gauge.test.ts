import { describe, expect, test } from '@jest/globals';
import type { WireHeaders } from '../../../src/upstream/wire/picked-headers.js';
import { RateGauge } from '../../../src/upstream/resilience/rate-gauge.js';
import { TenantClock } from '../../../src/upstream/tenant-clock.js';

const epoch = Date.parse('2026-11-23T12:00:00Z');
const second = epoch / 1_000;

function told(remaining: number, resetIn: number, ms = 0): WireHeaders {
  return {
    date: new Date(epoch + ms).toUTCString(),
    'x-ratelimit-limit': '10',
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(second + resetIn),
  };
}

/** Takes as many calls as the gauge gives. */
function takeAll(gauge: RateGauge, now: number): number {
  let taken = 0;
  while (taken < 100 && gauge.take(now)) taken += 1;
  return taken;
}

function gaugeThatWasTold(headers: WireHeaders, now = 0, status = 200): RateGauge {
  const gauge = new RateGauge(() => epoch, 0);
  gauge.take(now);
  gauge.settle({ status, headers }, now, now);
  return gauge;
}

describe('a rate gauge gives', () => {
  test('ten calls before the tenant has told anything, and one more for each call that failed', () => {
    const gauge = new RateGauge(() => epoch, 0);
    expect(takeAll(gauge, 0)).toBe(10);
    gauge.settle(undefined, 0, 0);
    expect(takeAll(gauge, 60_000)).toBe(1);
  });

  test('what is left, minus the calls under way', () => {
    const gauge = new RateGauge(() => epoch, 0);
    for (let call = 0; call < 4; call += 1) gauge.take(0);
    gauge.settle({ status: 200, headers: told(9, 1) }, 0, 0);
    expect(takeAll(gauge, 0)).toBe(6);
  });

  test('the lowest count told for one window, since answers overtake each other', () => {
    const gauge = new RateGauge(() => epoch, 0);
    for (let call = 0; call < 3; call += 1) gauge.take(0);
    for (const left of [2, 4, 3]) gauge.settle({ status: 200, headers: told(left, 1) }, 0, 0);
    expect(takeAll(gauge, 0)).toBe(0);
    gauge.settle({ status: 200, headers: told(9, 0) }, 0, 0);
    expect(takeAll(gauge, 0)).toBe(0);
  });

  test('nothing more for an answer that arrives seconds after a newer one', () => {
    const gauge = new RateGauge(() => epoch, 0);
    for (let call = 0; call < 2; call += 1) gauge.take(0);
    gauge.settle({ status: 200, headers: told(1, 3, 2_000) }, 0, 2_000);
    expect(takeAll(gauge, 2_000)).toBe(0);
    gauge.settle({ status: 200, headers: told(9, 1, 2_500) }, 0, 2_500);
    expect(takeAll(gauge, 2_500)).toBe(0);
  });

  test('one call when the tenant must have refilled, and then what its answer allows', () => {
    const gauge = gaugeThatWasTold(told(0, 1));
    expect(takeAll(gauge, 999)).toBe(0);
    expect(takeAll(gauge, 1_000)).toBe(1);
    gauge.settle({ status: 200, headers: told(4, 2, 1_000) }, 1_100, 1_100);
    expect(takeAll(gauge, 1_100)).toBe(4);
  });

  test('one call when the tenant must have refilled, however many older answers are still to come', () => {
    const gauge = new RateGauge(() => epoch, 0);
    for (let call = 0; call < 5; call += 1) gauge.take(990);
    const taken = [4, 3, 2, 1].map((left, n) => {
      gauge.settle({ status: 200, headers: told(left, 1, 990) }, 990, 1_001 + n);
      return takeAll(gauge, 1_001 + n);
    });
    expect(taken).toEqual([1, 0, 0, 0]);
  });

  test('one call a second while no answer comes', () => {
    const gauge = gaugeThatWasTold(told(0, 1));
    expect([1_000, 1_500, 2_000, 2_999, 3_000].map((now) => takeAll(gauge, now))).toEqual([1, 0, 1, 0, 1]);
  });

  test.each([
    ['a reset that came long ago', told(5, -3_600)],
    ['no reset', { 'x-ratelimit-remaining': '5' }],
    ['a reset that is none', { 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': 'soon' }],
  ])('the remaining calls of the last answer, with %s', (_what, headers) => {
    expect(takeAll(gaugeThatWasTold(headers), 0)).toBe(5);
  });

  test.each([
    ['nothing', {}],
    ['nonsense', { 'x-ratelimit-remaining': '-1' }],
    ['two of it', { 'x-ratelimit-remaining': ['1', '2'] }],
  ])('any number of calls where the first answer has %s', (_what, headers) => {
    expect(takeAll(gaugeThatWasTold(headers), 0)).toBe(100);
  });

  test('no more than before where a later answer has no rate headers: v2 sends none with some refusals', () => {
    const gauge = gaugeThatWasTold(told(2, 1));
    gauge.take(0);
    gauge.settle({ status: 400, headers: {} }, 0, 0);
    expect(takeAll(gauge, 0)).toBe(1);
  });

  test.each<[string, WireHeaders, number]>([
    ['a Retry-After', { 'retry-after': '3', ...told(0, 1) }, 3_000],
    ['a reset', told(0, 2), 2_000],
    ['a reset that has passed', told(0, 0), 1_000],
    ['nothing', {}, 1_000],
    ['a Retry-After of a day', { 'retry-after': '86400' }, 10_000],
  ])('no call after a 429 with %s until its time has come, and then one', (_what, headers, ms) => {
    const gauge = gaugeThatWasTold(headers, 0, 429);
    expect(gauge.waitMs(0, 0)).toBe(ms);
    expect([takeAll(gauge, ms - 1), takeAll(gauge, ms)]).toEqual([0, 1]);
  });
});

test('a tenant that has refused and never told a limit gets one call, then two for each it accepts', () => {
  const gauge = new RateGauge(() => epoch, 0);
  for (let call = 0; call < 3; call += 1) gauge.take(0);
  gauge.settle({ status: 429, headers: {} }, 0, 100);
  gauge.settle({ status: 200, headers: {} }, 0, 101);
  expect([takeAll(gauge, 1_099), takeAll(gauge, 1_100)]).toEqual([0, 1]);
  gauge.settle({ status: 200, headers: {} }, 1_100, 1_150);
  expect(takeAll(gauge, 1_150)).toBe(2);
  for (let call = 0; call < 2; call += 1) gauge.settle({ status: 200, headers: {} }, 1_150, 1_160);
  expect(takeAll(gauge, 1_160)).toBe(4);
  gauge.settle({ status: 429, headers: {} }, 1_160, 1_170);
  expect([takeAll(gauge, 2_169), takeAll(gauge, 2_170)]).toEqual([0, 1]);
});

test('the gauge believes the next answer after the tenant’s clock is set back by an hour', () => {
  const gauge = gaugeThatWasTold(told(0, 1));
  gauge.take(1_000);
  gauge.settle({ status: 200, headers: told(9, 2 - 3_600, 1_000 - 3_600_000) }, 1_000, 1_000);
  // The gauge can allow one more, to see whether the tenant has refilled: its next second is known to a second.
  expect([9, 10]).toContain(takeAll(gauge, 1_000));
});

test('the gauge believes the next answer after a clock set back by 30 s, but no overtaken answer', () => {
  const gauge = gaugeThatWasTold(told(9, 2, 1_000), 1_000);
  for (let call = 0; call < 3; call += 1) gauge.take(1_000);
  gauge.settle({ status: 200, headers: told(2, 1) }, 1_000, 1_100);
  expect(gauge.waitMs(5, 1_100)).toBe(0);
  gauge.take(1_200);
  gauge.settle({ status: 200, headers: told(4, 2 - 30, 1_300 - 30_000) }, 1_200, 1_300);
  // Two are under way; the gauge can allow one more, to see whether the tenant has refilled.
  expect([2, 3]).toContain(takeAll(gauge, 1_300));
});

test('machines of one tenant whose clocks differ by a second share one bucket: the lower count applies', () => {
  const gauge = gaugeThatWasTold(told(3, 2, 1_000), 1_000);
  gauge.take(1_100);
  gauge.settle({ status: 200, headers: told(8, 1) }, 1_100, 1_150);
  expect([2, 3]).toContain(takeAll(gauge, 1_150));
});

test('the wait in the queue is estimated from what the tenant has added lately', () => {
  const gauge = gaugeThatWasTold(told(0, 1));
  expect(gauge.waitMs(40, 0)).toBe(1_000);
  gauge.take(1_000);
  gauge.settle({ status: 200, headers: told(9, 2, 1_000) }, 1_000, 1_000);
  expect(takeAll(gauge, 1_000)).toBe(9);
  expect(gauge.waitMs(0, 1_000)).toBe(1_000);
  expect(gauge.waitMs(40, 1_000)).toBe(5_000);
});

test.each([3_600_000, -3_600_000])('a jump of the system clock by %d ms changes no wait', (jump) => {
  let epochNow = epoch;
  const gauge = new RateGauge(() => epochNow, 0);
  gauge.take(0);
  gauge.settle({ status: 200, headers: told(0, 1) }, 0, 0);
  epochNow += jump;
  expect([gauge.waitMs(0, 0), takeAll(gauge, 999), takeAll(gauge, 1_000)]).toEqual([1_000, 0, 1]);
  gauge.settle({ status: 429, headers: { 'retry-after': '2' } }, 1_000, 1_000);
  expect([takeAll(gauge, 2_999), takeAll(gauge, 3_000)]).toEqual([0, 1]);
});

describe('the tenant’s clock', () => {
  test.each([
    ['an hour ahead of ours', -3_600_000],
    ['an hour behind ours', 3_600_000],
    ['nearly ours', 0],
  ])(
    'is estimated from its answers where it is %s: within a second at once, within 10 ms after 3 s',
    (_what, ahead) => {
      const clock = new TenantClock(0, epoch + ahead);
      const errors: number[] = [];
      for (let now = 0; now <= 3_000; now += 10) {
        // The tenant is 700 ms past a full second when our clock says 0; the header has whole seconds.
        const there = epoch + 700 + now;
        clock.note({ date: new Date(there).toUTCString() }, now);
        errors.push(Math.abs(clock.steadyAt(there) - now));
      }
      expect(Math.max(...errors)).toBeLessThanOrEqual(1_000);
      expect(errors.at(-1)).toBeLessThanOrEqual(10);
    },
  );

  test.each([{}, { date: 'yesterday' }, { date: ['a', 'b'] }])(
    'is taken to be ours where the answer has %j',
    (headers) => {
      const clock = new TenantClock(500, epoch);
      clock.note(headers, 500);
      expect(clock.steadyAt(epoch + 1_000)).toBe(1_500);
    },
  );

  test('is followed at the next answer after it jumps by an hour', () => {
    const clock = new TenantClock(0, epoch);
    clock.note({ date: new Date(epoch + 3_600_000).toUTCString() }, 0);
    expect(clock.steadyAt(epoch + 3_600_000)).toBe(0);
    clock.note({ date: new Date(epoch).toUTCString() }, 0);
    expect(clock.steadyAt(epoch)).toBe(-1_000);
  });
});
