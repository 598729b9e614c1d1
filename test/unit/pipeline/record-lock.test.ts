import { describe, expect, test } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { createRecordLock } from '../../../src/pipeline/locks/record-lock.js';
import { createLocalState } from '../../../src/state/local-state.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { untilCancelled } from '../../../src/upstream/until-cancelled.js';

const lifeMs = 20_000;

const of = (record: string | undefined) => ({ record, isKnown: true });
const byStranger = (record: string) => ({ record, isKnown: false });

/** Work that records the order of its runs, and whether two of them overlapped. */
class Bench {
  readonly done: string[] = [];
  crowded = false;
  #taken = false;

  readonly work = (name: string) => async (): Promise<string> => {
    if (this.#taken) this.crowded = true;
    this.#taken = true;
    for (let n = 0; n < 3; n += 1) await setImmediate();
    this.#taken = false;
    this.done.push(name);
    return name;
  };
}

/** Work that ends when `open` is called. */
function gate(): { work: () => Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { work: () => opened, open };
}

describe('the record lock in one process', () => {
  test('runs the requests for a record in order of arrival, one at a time', async () => {
    const withRecordLock = createRecordLock({ state: undefined, lifeMs });
    const bench = new Bench();
    const names = Array.from({ length: 20 }, (_, n) => String(n));
    const results = await Promise.all(
      names.map((name) => withRecordLock(of('user_id auth0|1'), new Cancellation(), bench.work(name))),
    );
    expect([bench.done, results, bench.crowded]).toEqual([names, names, false]);
  });

  test('keeps no known caller waiting behind many unknown ones, whose tokens v2 will refuse', async () => {
    const withRecordLock = createRecordLock({ state: undefined, lifeMs });
    const bench = new Bench();
    const held = gate();
    const first = withRecordLock(byStranger('a'), new Cancellation(), held.work);
    const strangers = Array.from({ length: 3 }, (_, n) =>
      withRecordLock(byStranger('a'), new Cancellation(), bench.work(`stranger ${n}`)),
    );
    const known = withRecordLock(of('a'), new Cancellation(), bench.work('known'));
    held.open();
    await Promise.all([first, known, ...strangers]);
    expect(bench.done).toEqual(['known', 'stranger 0', 'stranger 1', 'stranger 2']);
    expect(bench.crowded).toBe(false);
  });

  test('does not delay requests for other records or for no record', async () => {
    const withRecordLock = createRecordLock({ state: undefined, lifeMs });
    const held = gate();
    const one = withRecordLock(of('user_id auth0|1'), new Cancellation(), held.work);
    const bench = new Bench();
    expect(await withRecordLock(of('user_id auth0|2'), new Cancellation(), bench.work('other'))).toBe(
      'other',
    );
    expect(await withRecordLock(of(undefined), new Cancellation(), bench.work('none'))).toBe('none');
    held.open();
    await one;
  });

  test('passes to the next request when the work fails', async () => {
    const withRecordLock = createRecordLock({ state: undefined, lifeMs });
    const failed = withRecordLock(of('a'), new Cancellation(), () => Promise.reject(new Error('v2 is away')));
    const next = withRecordLock(of('a'), new Cancellation(), () => Promise.resolve('next'));
    await expect(failed).rejects.toThrow('v2 is away');
    expect(await next).toBe('next');
  });

  test('drops a cancelled waiting request at once, and later requests still wait for the holder', async () => {
    const withRecordLock = createRecordLock({ state: undefined, lifeMs });
    const held = gate();
    const bench = new Bench();
    const signal = new Cancellation();
    const first = withRecordLock(of('a'), new Cancellation(), held.work);
    const leaving = withRecordLock(of('a'), signal, bench.work('left'));
    const last = withRecordLock(of('a'), new Cancellation(), bench.work('last'));
    signal.cancel('client-closed-request');
    await expect(leaving).rejects.toMatchObject({ code: 'client-closed-request' });
    await setImmediate();
    expect(bench.done).toEqual([]);
    held.open();
    await Promise.all([first, last]);
    expect(bench.done).toEqual(['last']);
  });

  test('refuses a waiting request whose deadline passes as record-busy, with Retry-After', async () => {
    const withRecordLock = createRecordLock({ state: undefined, lifeMs });
    const held = gate();
    const first = withRecordLock(of('a'), new Cancellation(), held.work);
    const signal = new Cancellation();
    const late = withRecordLock(of('a'), signal, () => Promise.resolve());
    signal.cancel('upstream-timeout');
    await expect(late).rejects.toMatchObject({ code: 'record-busy', details: { retryAfterS: 1 } });
    held.open();
    await first;
  });
});

describe.each([
  ['in one process', undefined],
  ['among replicas', createLocalState()],
])('%s work that was interrupted', (_where, state) => {
  test('by its client may still take effect, so that the next request waits a moment longer', async () => {
    const withRecordLock = createRecordLock({ state, lifeMs, settleMs: 60 });
    const signal = new Cancellation();
    const cut = withRecordLock(of('a'), signal, (onWrite) => {
      onWrite();
      return untilCancelled(new Promise(() => undefined), signal);
    });
    const next = withRecordLock(of('a'), new Cancellation(), () => Promise.resolve(performance.now()));
    await setImmediate();
    const cutAt = performance.now();
    signal.cancel('client-closed-request');
    await expect(cut).rejects.toMatchObject({ code: 'client-closed-request' });
    expect(performance.now() - cutAt).toBeLessThan(50);
    expect((await next) - cutAt).toBeGreaterThan(55);
  });

  const lost = new GatewayError('upstream-lost', { reason: 'ECONNRESET', broke: 'under-way' });
  const refused = new GatewayError('upstream-refused', { upstreamStatus: 400 });

  test.each([
    ['by a connection that broke', lost],
    ['by what stands before v2', new GatewayError('upstream-refused', { upstreamStatus: 504 })],
    ['between two pieces', new GatewayError('half-done', {}, { cause: lost })],
  ])('%s may still take effect too', async (_how, error) => {
    const withRecordLock = createRecordLock({ state, lifeMs, settleMs: 60 });
    const cut = withRecordLock(of('a'), new Cancellation(), (onWrite) => {
      onWrite();
      return Promise.reject(error);
    });
    const next = withRecordLock(of('a'), new Cancellation(), () => Promise.resolve(performance.now()));
    await expect(cut).rejects.toBe(error);
    const cutAt = performance.now();
    expect((await next) - cutAt).toBeGreaterThan(55);
  });

  test.each([
    ['that v2 refuses', refused],
    ['that was not sent', new GatewayError('upstream-unreachable', { broke: 'unsent' })],
    ['of which v2 refuses the next piece', new GatewayError('half-done', {}, { cause: refused })],
  ])('is not work %s: the next request runs at once', async (_what, error) => {
    const withRecordLock = createRecordLock({ state, lifeMs, settleMs: 2 ** 31 - 1 });
    const failed = withRecordLock(of('a'), new Cancellation(), (onWrite) => {
      onWrite();
      return Promise.reject(error);
    });
    const next = withRecordLock(of('a'), new Cancellation(), () => Promise.resolve('next'));
    await expect(failed).rejects.toBe(error);
    expect(await next).toBe('next');
  });

  test('before its first write lets the next request run at once', async () => {
    const withRecordLock = createRecordLock({ state, lifeMs, settleMs: 2 ** 31 - 1 });
    const signal = new Cancellation();
    const cut = withRecordLock(of('a'), signal, () => untilCancelled(new Promise(() => undefined), signal));
    const next = withRecordLock(of('a'), new Cancellation(), () => Promise.resolve('next'));
    await setImmediate();
    signal.cancel('client-closed-request');
    await expect(cut).rejects.toMatchObject({ code: 'client-closed-request' });
    expect(await next).toBe('next');
  });
});

describe('the record lock among replicas', () => {
  test('fails each request by itself when the store refuses its claim', async () => {
    const refusing = { claim: () => Promise.reject(new Error('refused')) };
    const withRecordLock = createRecordLock({ state: refusing, lifeMs });
    const both = [1, 2].map(() => withRecordLock(of('a'), new Cancellation(), () => Promise.resolve()));
    for (const each of both) await expect(each).rejects.toThrow('refused');
  });

  test('runs one request at a time, and runs them all', async () => {
    const state = createLocalState();
    const [one, other] = [createRecordLock({ state, lifeMs }), createRecordLock({ state, lifeMs })];
    const bench = new Bench();
    const names = Array.from({ length: 40 }, (_, n) => String(n));
    await Promise.all(
      names.map((name, n) => (n % 2 === 0 ? one : other)(of('a'), new Cancellation(), bench.work(name))),
    );
    expect(bench.crowded).toBe(false);
    expect([...bench.done].sort()).toEqual([...names].sort());
  });

  test('leaves no claim behind when a request times out while another replica holds the record', async () => {
    const state = createLocalState();
    const [one, other] = [createRecordLock({ state, lifeMs }), createRecordLock({ state, lifeMs })];
    const held = gate();
    const holding = one(of('a'), new Cancellation(), held.work);
    const signal = new Cancellation();
    const waiting = other(of('a'), signal, () => Promise.resolve());
    await setImmediate();
    signal.cancel('upstream-timeout');
    await expect(waiting).rejects.toMatchObject({ code: 'record-busy' });
    held.open();
    await holding;
    expect(await other(of('a'), new Cancellation(), () => Promise.resolve('free'))).toBe('free');
  });

  test('releases a claim that arrives too late, and claims for the configured life', async () => {
    let grant = (): void => undefined;
    let released = 0;
    const lives: number[] = [];
    const claim = (_key: string, life: number) => {
      lives.push(life);
      return new Promise<{ release: () => Promise<void> }>((resolve) => {
        grant = () => {
          resolve({ release: () => Promise.resolve(void (released += 1)) });
        };
      });
    };
    const withRecordLock = createRecordLock({ state: { claim }, lifeMs });
    const signal = new Cancellation();
    const work = withRecordLock(of('a'), signal, () => Promise.reject(new Error('not made')));
    await setImmediate();
    signal.cancel('client-closed-request');
    await expect(work).rejects.toMatchObject({ code: 'client-closed-request' });
    grant();
    await setImmediate();
    expect([released, lives]).toEqual([1, [lifeMs]]);
  });

  test('sends no user id to the store', async () => {
    const keys: string[] = [];
    const state = createLocalState();
    const claim: typeof state.claim = (key, life) => {
      keys.push(key);
      return state.claim(key, life);
    };
    const withRecordLock = createRecordLock({ state: { claim }, lifeMs });
    await withRecordLock(of('user_id adfs|jane@example.com'), new Cancellation(), () => Promise.resolve());
    expect(keys).toEqual([expect.stringMatching(/^turn:[\w-]{43}$/)]);
  });
});
