import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { Breaker } from '../../../src/upstream/resilience/breaker.js';
import type { WireAnswer } from '../../../src/upstream/wire/call.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { compose } from '../../../src/upstream/send.js';
import { FakeClock } from './fake-clock.js';
import { answer, broken, notingWatch, outcomeOf, overTime, request } from './fake-wire.js';

type Step = number | Error | WireAnswer;

function stage() {
  const clock = new FakeClock();
  const watch = notingWatch();
  const breaker = new Breaker('api', clock, watch);
  const under: { readonly end: (step: Step) => void }[] = [];
  const send = compose(
    () =>
      new Promise<WireAnswer>((resolve, reject) => {
        under.push({
          end: (step) => {
            if (step instanceof Error) reject(step);
            else resolve(typeof step === 'number' ? answer(step) : step);
          },
        });
      }),
    breaker.refusing,
    breaker.counting,
  );
  const begin = (signal = new Cancellation()) => outcomeOf(send(request('GET'), signal));
  /** Makes a call that ends with `step`. Returns its outcome, or the code of the refusal when it is not let through. */
  const ask = (step: Step): Promise<number | string> => {
    const before = under.length;
    const outcome = begin();
    if (under.length > before) under.at(-1)?.end(step);
    return outcome;
  };
  const askAll = async (steps: readonly Step[]): Promise<(number | string)[]> => {
    const outcomes: (number | string)[] = [];
    for (const step of steps) outcomes.push(await ask(step));
    return outcomes;
  };
  return { clock, watch, under, send, begin, ask, askAll };
}

const times = <T>(count: number, what: T): T[] => Array.from({ length: count }, () => what);
const late = new GatewayError('upstream-timeout');

describe('a closed breaker', () => {
  test.each<[string, Step]>([
    ['502', 502],
    ['503', 503],
    ['504', 504],
    ['no connection', broken('unsent')],
    ['a reset', broken('under-way')],
    ['no answer in time', late],
  ])('opens after %s five times in a row, not after four', async (_what, step) => {
    const { askAll, ask, watch } = stage();
    await askAll([...times(4, step), 200, ...times(4, step)]);
    expect(watch.told).toEqual([]);
    await ask(step);
    expect(watch.told).toEqual(['api open']);
    expect(await ask(200)).toBe('upstream-down');
  });

  test('opens when ten of twenty calls within ten seconds fail', async () => {
    const { askAll, watch } = stage();
    await askAll([...times(9, [200, 503]).flat(), 200]);
    expect(watch.told).toEqual([]);
    await askAll([503]);
    expect(watch.told).toEqual(['api open']);
  });

  test('stays closed when half of fewer than twenty calls within ten seconds fail', async () => {
    const { askAll, clock, watch } = stage();
    await askAll(times(9, [503, 200]).flat());
    await clock.advance(11_000);
    await askAll(times(9, [503, 200]).flat());
    expect(watch.told).toEqual([]);
  });

  test.each<[string, Step]>([
    ['refusals', 404],
    ['refusals of tokens', 401],
    ['429s', 429],
    ['searches that take too long', overTime()],
    ['faults of the tenant’s own, which it can tell of', 500],
    ['clients that hang up', new GatewayError('client-closed-request')],
    ['answers that cannot be read', new GatewayError('upstream-unreadable')],
    ['faults of ours', new TypeError('oops')],
  ])('stays closed after any number of %s', async (_what, step) => {
    const { askAll, watch } = stage();
    await askAll(times(50, step));
    expect(watch.told).toEqual([]);
  });

  test('counts failures as in a row when clients hang up between them', async () => {
    const { askAll, watch } = stage();
    await askAll(times(5, [503, new GatewayError('client-closed-request')]).flat());
    expect(watch.told).toEqual(['api open']);
  });

  test('counts many connections that break together as one failure, since a retry mends them', async () => {
    const { begin, askAll, clock, under, watch } = stage();
    const together = times(48, undefined).map(() => begin());
    await clock.advance(10);
    for (const call of under) call.end(broken('under-way'));
    await Promise.all(together);
    expect(watch.told).toEqual([]);
    await askAll(times(4, broken('under-way')));
    expect(watch.told).toEqual(['api open']);
  });

  test('connections that break one after another, although each call began before the last break', async () => {
    const { begin, clock, under, watch } = stage();
    const outcomes: Promise<unknown>[] = [];
    for (let ms = 0; watch.told.length === 0 && ms < 5_000; ms += 20) {
      outcomes.push(begin());
      await clock.advance(20);
      if (ms >= 200) under[ms / 20 - 10]?.end(broken('under-way'));
      await Promise.resolve();
    }
    expect(watch.told).toEqual(['api open']);
    for (const call of under) call.end(200);
    await Promise.all(outcomes);
  });

  test.each([
    [999, []],
    [1_000, ['api open']],
  ])('reports, for five deadlines that pass %d ms into their calls: %j', async (ms, told) => {
    const { begin, clock, under, watch } = stage();
    for (let call = 0; call < 5; call += 1) {
      const signal = new Cancellation();
      const outcome = begin(signal);
      await clock.advance(ms);
      signal.cancel('upstream-timeout');
      under.at(-1)?.end(late);
      await outcome;
    }
    expect(watch.told).toEqual(told);
  });
});

describe('an open breaker', () => {
  test('says when to come back, and lets no call through until then', async () => {
    const { askAll, clock, send, under } = stage();
    await askAll(times(5, 503));
    await clock.advance(999);
    await expect(send(request('GET'), new Cancellation())).rejects.toMatchObject({
      code: 'upstream-down',
      details: { retryAfterS: 1 },
    });
    expect(await askAll(times(3, 200))).toEqual(times(3, 'upstream-down'));
    expect(under).toHaveLength(5);
  });

  test('lets one call through after a second, and all calls once that one is answered', async () => {
    const { askAll, begin, clock, under, watch } = stage();
    await askAll(times(5, 503));
    await clock.advance(1_000);
    const probe = begin();
    expect(await askAll(times(3, 200))).toEqual(times(3, 'upstream-down'));
    under.at(-1)?.end(404);
    expect(await probe).toBe(404);
    expect(await askAll([200, 200])).toEqual([200, 200]);
    expect(watch.told).toEqual(['api open', 'api half-open', 'api closed']);
  });

  test('stays open twice as long when the probe fails, but never longer than four seconds', async () => {
    const { askAll, ask, clock } = stage();
    await askAll(times(5, 503));
    for (const pauseMs of [1_000, 2_000, 4_000, 4_000]) {
      await clock.advance(pauseMs - 1);
      expect(await ask(200)).toBe('upstream-down');
      await clock.advance(1);
      expect(await ask(503)).toBe(503);
    }
    await clock.advance(4_000);
    expect(await askAll([200, 200])).toEqual([200, 200]);
  });

  test('stays open for one second again when it was closed in between', async () => {
    const { askAll, ask, clock } = stage();
    await askAll(times(5, 503));
    await clock.advance(1_000);
    await ask(503);
    await clock.advance(2_000);
    await ask(200);
    await askAll(times(5, 503));
    await clock.advance(1_000);
    expect(await ask(200)).toBe(200);
  });

  test('lets the next call through when the client of the probe hangs up', async () => {
    const { askAll, ask, clock } = stage();
    await askAll(times(5, 503));
    await clock.advance(1_000);
    await ask(new GatewayError('client-closed-request'));
    expect(await askAll([200, 200])).toEqual([200, 200]);
  });

  test('closes at once when a call sent before is answered after a silence: the tenant had only paused', async () => {
    const { begin, askAll, under } = stage();
    const before = begin();
    await askAll(times(5, broken('under-way')));
    expect(await askAll([200])).toEqual(['upstream-down']);
    under[0]?.end(200);
    expect(await before).toBe(200);
    expect(await askAll([200])).toEqual([200]);
  });

  test('is reported once, however many calls sent before fail later', async () => {
    const { begin, askAll, under, watch } = stage();
    const before = times(10, undefined).map(() => begin());
    await askAll(times(5, 503));
    for (const call of under.slice(0, 10)) call.end(503);
    await Promise.all(before);
    expect(watch.told).toEqual(['api open']);
  });

  test('does not open again after it has closed when calls sent before run out of time', async () => {
    const { begin, askAll, clock, under, watch } = stage();
    const before = times(20, undefined).map(() => begin());
    await clock.advance(10_000);
    for (const call of under.slice(0, 10)) call.end(late);
    await clock.advance(1_000);
    expect(await askAll([200])).toEqual([200]);
    for (const call of under.slice(10, 20)) call.end(late);
    await Promise.all(before);
    expect(watch.told).toEqual(['api open', 'api half-open', 'api closed']);
    expect(await askAll([200])).toEqual([200]);
  });

  test('lets another probe through after four seconds without an outcome of the first', async () => {
    const { begin, ask, askAll, clock, under } = stage();
    await askAll(times(5, 503));
    await clock.advance(1_000);
    const first = begin();
    const stuck = under.at(-1);
    await clock.advance(3_999);
    expect(await ask(200)).toBe('upstream-down');
    await clock.advance(1);
    expect(await askAll([200, 200])).toEqual([200, 200]);
    stuck?.end(late);
    expect(await first).toBe('upstream-timeout');
    expect(await ask(200)).toBe(200);
  });

  test('ignores the failure of a probe from an outage that has ended since', async () => {
    const { begin, askAll, ask, clock, under } = stage();
    const before = begin();
    await askAll(times(5, 503));
    await clock.advance(1_000);
    const probe = begin();
    const stuck = under.at(-1);
    await clock.advance(10);
    under[0]?.end(200);
    await before;
    await clock.advance(500);
    await askAll(times(5, 503));
    await clock.advance(900);
    stuck?.end(late);
    await probe;
    await clock.advance(100);
    expect(await ask(200)).toBe(200);
  });

  test('ignores the failure of an earlier probe while a later one is under way', async () => {
    const { begin, ask, askAll, clock, under } = stage();
    await askAll(times(5, 503));
    await clock.advance(1_000);
    const first = begin();
    const stuck = under.at(-1);
    await clock.advance(4_000);
    const second = begin();
    stuck?.end(late);
    await first;
    expect(await ask(200)).toBe('upstream-down');
    under.at(-1)?.end(200);
    expect(await second).toBe(200);
    expect(await ask(200)).toBe(200);
  });
});
