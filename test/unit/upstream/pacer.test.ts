import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { WireAnswer, WireRequest } from '../../../src/upstream/wire/call.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { Pacer, type PacerOptions } from '../../../src/upstream/resilience/pacer.js';
import { RateGauge } from '../../../src/upstream/resilience/rate-gauge.js';
import { nobodyWatches } from '../../../src/upstream/watch.js';
import { settled } from '../../support/settled.js';
import { FakeClock } from './fake-clock.js';
import { answer, outcomeOf, request } from './fake-wire.js';

/** The start on the tenant's clock, which is an hour ahead of ours. */
const epoch = Date.parse('2026-11-23T12:00:00Z');

interface Bucket {
  readonly burst: number;
  readonly perSecond: number;
  /** False: filled up at each full second, as v2's documentation says. True: filled up continuously. */
  readonly steadily: boolean;
}

/** A tenant that counts: 200 while its bucket has something left, 429 otherwise. */
function meteredTenant(clock: FakeClock, { burst, perSecond, steadily }: Bucket) {
  let left = burst;
  let filledAt = 0;
  const seen = { total: 0, refused: 0 };
  return {
    seen,
    call: (setBackMs = 0): WireAnswer => {
      const now = steadily ? clock.now() : Math.floor(clock.now() / 1_000) * 1_000;
      left = Math.min(burst, left + ((now - filledAt) * perSecond) / 1_000);
      filledAt = now;
      seen.total += 1;
      const isAllowed = left >= 1;
      if (isAllowed) left -= 1;
      else seen.refused += 1;
      const seconds = Math.floor((epoch + clock.now() - setBackMs) / 1_000);
      return answer(isAllowed ? 200 : 429, {
        date: new Date(seconds * 1_000).toUTCString(),
        'x-ratelimit-limit': String(burst),
        'x-ratelimit-remaining': String(Math.floor(left)),
        'x-ratelimit-reset': String(seconds + 1),
      });
    },
  };
}

function pacerOf(clock: FakeClock, more: Partial<PacerOptions> = {}): Pacer {
  const epochNow = (): number => epoch - 3_600_000 + clock.now();
  return new Pacer({
    clock,
    maxConcurrent: 50,
    maxQueued: 100,
    epochNow,
    allowanceOf: () => new RateGauge(epochNow, clock.now()),
    watch: nobodyWatches,
    ...more,
  });
}

/** A tenant that answers when the test says so. */
function heldTenant(clock: FakeClock, more: Partial<PacerOptions> = {}) {
  const under: { readonly path: string; readonly end: (given?: WireAnswer | Error) => void }[] = [];
  const waiting: number[] = [];
  const watch = { ...nobodyWatches, waiting: (count: number) => void waiting.push(count) };
  const send = pacerOf(clock, { watch, ...more }).pacing(
    ({ path }) =>
      new Promise((resolve, reject) => {
        under.push({
          path,
          end: (given = answer(200)) => {
            if (given instanceof Error) reject(given);
            else resolve(given);
          },
        });
      }),
  );
  const begin = (more: Partial<WireRequest> = {}, signal = new Cancellation()): Promise<number | string> =>
    outcomeOf(send(request('GET', more), signal));
  return { under, send, begin, waiting: () => waiting.at(-1) ?? 0 };
}

describe('a tenant with 10 calls a second and a burst of 20', () => {
  test.each([
    ['that fills up steadily', true],
    ['that fills up at the second', false],
  ])(
    '%s: 50 clients for 30 s use over 90 percent of its rate, and it refuses at most 2 percent of the calls',
    async (_how, steadily) => {
      const clock = new FakeClock();
      const tenant = meteredTenant(clock, { burst: 20, perSecond: 10, steadily });
      const send = pacerOf(clock).pacing(async () => {
        await new Promise<void>((resolve) => clock.after(20, resolve));
        const given = tenant.call();
        await new Promise<void>((resolve) => clock.after(20, resolve));
        return given;
      });
      const outcomes = new Map<number | string, number>();
      const served = new Map<string, number>();
      const client = async (asker: string): Promise<void> => {
        while (clock.now() < 30_000) {
          const signal = new Cancellation();
          signal.endAt(clock.now() + 15_000);
          const outcome = await outcomeOf(send(request('GET', { callerKey: asker }), signal));
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          if (outcome === 200) served.set(asker, (served.get(asker) ?? 0) + 1);
          // A well-behaved client waits for Retry-After.
          else await new Promise<void>((resolve) => clock.after(1_000, resolve));
        }
      };
      const clients = Array.from({ length: 50 }, (_, number) => client(`client ${number}`));
      await clock.advance(46_000);
      await Promise.all(clients);
      const { total, refused } = tenant.seen;
      expect(refused / total).toBeLessThanOrEqual(0.02);
      expect(outcomes.get(200)).toBeGreaterThan(0.9 * (20 + 10 * 30));
      expect(
        [...outcomes.keys()].filter((outcome) => outcome !== 200 && outcome !== 'upstream-limited'),
      ).toEqual([]);
      const shares = [...served.values()];
      expect(served.size).toBe(50);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(2);
    },
  );
});

describe('the pacer delays no call', () => {
  test('where the tenant tells no limit: all calls go at once after the first answer', async () => {
    const clock = new FakeClock();
    const { begin, under } = heldTenant(clock);
    const calls = Array.from({ length: 40 }, () => begin());
    expect(under).toHaveLength(10);
    under[0]?.end();
    await settled();
    expect(under).toHaveLength(40);
    for (const call of under) call.end();
    expect(await Promise.all(calls)).toEqual(calls.map(() => 200));
    expect(clock.timers).toBe(0);
  });

  test('while plenty is left', async () => {
    const clock = new FakeClock();
    const { begin, under } = heldTenant(clock);
    void begin();
    under[0]?.end(answer(200, { 'x-ratelimit-limit': '50', 'x-ratelimit-remaining': '49' }));
    await settled();
    for (let call = 0; call < 49; call += 1) void begin();
    expect(under).toHaveLength(50);
  });
});

test('a tenant whose clock is set back by half a minute delays no caller of one call at a time', async () => {
  const clock = new FakeClock();
  const tenant = meteredTenant(clock, { burst: 20, perSecond: 10, steadily: false });
  let setBackMs = 0;
  const send = pacerOf(clock).pacing(() => Promise.resolve(tenant.call(setBackMs)));
  let longestMs = 0;
  for (let call = 0; call < 100; call += 1) {
    if (call === 20) setBackMs = 30_000;
    const signal = new Cancellation();
    signal.endAt(clock.now() + 15_000);
    const began = clock.now();
    const outcome = outcomeOf(send(request('GET'), signal));
    while ((await Promise.race([outcome, settled().then(() => undefined)])) === undefined)
      await clock.advance(10);
    expect(await outcome).toBe(200);
    longestMs = Math.max(longestMs, clock.now() - began);
    await clock.advance(200);
  }
  expect(longestMs).toBeLessThanOrEqual(20);
});

test('a request that times out during the tenant’s limit, or just after it, gets upstream-limited', async () => {
  const clock = new FakeClock();
  const { begin, under } = heldTenant(clock);
  void begin();
  const now = Math.floor((epoch - 3_600_000) / 1_000);
  under[0]?.end(answer(200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 2) }));
  await settled();
  const signal = new Cancellation();
  const outcome = begin({}, signal);
  // In a late event loop the timer of the deadline runs first.
  clock.skip(5_000);
  signal.cancel('upstream-timeout');
  expect(await outcome).toBe('upstream-limited');
});

const empty = (headers: Record<string, string> = {}): WireAnswer => answer(429, headers);

describe('a 429', () => {
  test('for a user with too many failed logins is the answer, and delays no other call', async () => {
    const clock = new FakeClock();
    const { under, begin } = heldTenant(clock);
    const blocked = begin({ method: 'POST', path: '/oauth/token' });
    const body = Buffer.from(
      '{"error":"too_many_attempts","error_description":"Your account has been blocked."}',
    );
    under[0]?.end({ ...answer(429), body });
    expect(await blocked).toBe(429);
    const other = begin({ method: 'POST', path: '/oauth/token' });
    await settled();
    expect(under).toHaveLength(2);
    under[1]?.end();
    expect(await other).toBe(200);
  });

  test.each(['GET', 'POST'])(
    'has a %s sent once more when the tenant allows it, since the refused call did nothing',
    async (method) => {
      const clock = new FakeClock();
      const { begin, under } = heldTenant(clock);
      const outcome = begin({ method });
      under[0]?.end(empty({ 'retry-after': '2' }));
      await clock.advance(1_999);
      expect(under).toHaveLength(1);
      await clock.advance(1);
      under[1]?.end();
      expect(await outcome).toBe(200);
    },
  );

  test('is the answer when its Retry-After ends after the deadline, and further calls are not sent', async () => {
    const clock = new FakeClock();
    const { begin, send, under } = heldTenant(clock);
    const signal = new Cancellation();
    signal.endAt(5_000);
    const outcome = begin({}, signal);
    under[0]?.end(empty({ 'retry-after': '5' }));
    expect(await outcome).toBe(429);
    await expect(send(request('GET'), signal)).rejects.toMatchObject({
      code: 'upstream-limited',
      details: { retryAfterS: 5 },
    });
    expect(under).toHaveLength(1);
  });

  test('is the answer after the fourth attempt', async () => {
    const clock = new FakeClock();
    const { begin, under } = heldTenant(clock);
    const outcome = begin();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      under[attempt]?.end(empty());
      await clock.advance(1_000);
    }
    expect(await outcome).toBe(429);
    expect(under).toHaveLength(4);
  });

  test('fails the waiting calls at once whose deadline comes before its Retry-After ends', async () => {
    const clock = new FakeClock();
    const { begin, under, waiting } = heldTenant(clock, { maxConcurrent: 1 });
    void begin();
    const [short, long] = [new Cancellation(), new Cancellation()];
    short.endAt(2_000);
    long.endAt(5_000);
    const refused = begin({}, short);
    void begin({}, long);
    under[0]?.end(empty({ 'retry-after': '3' }));
    expect(await refused).toBe('upstream-limited');
    expect(waiting()).toBe(2);
  });

  test('leaves the turn with the call that got it: no call that waited behind it comes first', async () => {
    const clock = new FakeClock();
    const { begin, under } = heldTenant(clock, { maxConcurrent: 1 });
    void begin({ callerKey: 'a', path: '/first' });
    void begin({ callerKey: 'b', path: '/second' });
    void begin({ callerKey: 'a', path: '/third' });
    under[0]?.end(empty({ 'retry-after': '1' }));
    await clock.advance(1_000);
    under[1]?.end(
      answer(200, { 'x-ratelimit-remaining': '9', 'x-ratelimit-reset': String(epoch / 1_000 + 2) }),
    );
    await settled();
    under[2]?.end();
    await settled();
    expect(under.map(({ path }) => path)).toEqual(['/first', '/first', '/second', '/third']);
  });

  test('is not risked by a call whose turn comes less than 50 ms before its deadline: it is not sent', async () => {
    const clock = new FakeClock();
    const { begin, under } = heldTenant(clock, { maxConcurrent: 1 });
    void begin();
    const signal = new Cancellation();
    signal.endAt(1_000);
    const outcome = begin({}, signal);
    await clock.advance(960);
    under[0]?.end();
    expect(await outcome).toBe('upstream-busy');
    void begin();
    expect(under).toHaveLength(2);
  });

  test('for an hour, which can be for one client alone, lets another call through after ten seconds', async () => {
    const clock = new FakeClock();
    const { begin, under } = heldTenant(clock);
    const signal = new Cancellation();
    signal.endAt(15_000);
    const refused = begin({}, signal);
    under[0]?.end(empty({ 'retry-after': '3600' }));
    expect(await refused).toBe(429);
    const other = begin({}, signal);
    await clock.advance(10_000);
    under[1]?.end();
    expect(await other).toBe(200);
  });
});

test('a call that waits for the reset goes at the reset, even when timers fire early', async () => {
  for (let earlyMs = 0.1; earlyMs < 1; earlyMs += 0.1) {
    const base = new FakeClock();
    let passedMs = 0;
    // Node's timers use a clock of whole milliseconds.
    const clock = {
      now: () => base.now() + (passedMs += 0.05),
      after: (ms: number, work: () => void) => base.after(Math.max(0, ms - earlyMs), work),
    };
    const { begin, under } = heldTenant(base, {
      clock,
      allowanceOf: () => new RateGauge(() => epoch + base.now(), clock.now()),
    });
    void begin();
    under[0]?.end(
      answer(200, {
        date: new Date(epoch).toUTCString(),
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(epoch / 1_000 + 1),
      }),
    );
    await settled();
    void begin();
    await base.advance(1_010);
    expect(under).toHaveLength(2);
  }
});

describe('the queue of the pacer', () => {
  test('holds no more calls than it has places, and one asker cannot take them all', async () => {
    const clock = new FakeClock();
    const { begin, send, under, waiting } = heldTenant(clock, { maxConcurrent: 5 });
    for (let call = 0; call < 5; call += 1) void begin({ callerKey: 'greedy' });
    await clock.advance(2_000);
    const greedy = Array.from({ length: 200 }, () => begin({ callerKey: 'greedy' }));
    expect(waiting()).toBe(60);
    expect(await greedy.at(-1)).toBe('upstream-busy');
    for (let call = 0; call < 30; call += 1) void begin({ callerKey: `other ${call}` });
    expect(waiting()).toBe(80);
    await expect(send(request('GET', { callerKey: 'late' }), new Cancellation())).rejects.toMatchObject({
      code: 'upstream-busy',
      details: { retryAfterS: 1 },
    });
    expect(under).toHaveLength(5);
  });

  test('keeps some places for requests that have made calls before', async () => {
    const clock = new FakeClock();
    const { begin, under, waiting } = heldTenant(clock, { maxConcurrent: 1, maxQueued: 10 });
    const begun = new Cancellation();
    void begin({ callerKey: 'begun' }, begun);
    await clock.advance(2_000);
    for (let call = 0; call < 20; call += 1) void begin({ callerKey: `other ${call}` });
    expect(waiting()).toBe(8);
    void begin({ callerKey: 'begun', path: '/next' }, begun);
    expect(waiting()).toBe(9);
    expect(under).toHaveLength(1);
  });

  test('refuses none of 1,000 calls while the tenant keeps answering', async () => {
    const clock = new FakeClock();
    const { begin, under } = heldTenant(clock, { maxConcurrent: 5 });
    void begin();
    under[0]?.end();
    await settled();
    const outcomes = Array.from({ length: 1_000 }, (_, call) => begin({ callerKey: `client ${call % 20}` }));
    for (let ended = 1; ended <= 1_000; ended += 1) {
      under[ended]?.end();
      if (ended % 5 === 0) await settled();
    }
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set([200]));
  });

  test('drops the call of a client that hangs up at once, and never sends it', async () => {
    const clock = new FakeClock();
    const { begin, under, waiting } = heldTenant(clock, { maxConcurrent: 1 });
    void begin();
    const signal = new Cancellation();
    const left = begin({ path: '/left' }, signal);
    const stays = begin({ path: '/stays' });
    signal.cancel('client-closed-request');
    expect(await left).toBe('client-closed-request');
    expect(waiting()).toBe(1);
    under[0]?.end();
    await settled();
    expect(under.map(({ path }) => path)).toEqual(['/api/v2/users/1', '/stays']);
    under[1]?.end();
    await stays;
    expect(signal.listenerCount('abort')).toBe(0);
  });

  test('fails a call at its deadline with upstream-busy: the tenant was not asked', async () => {
    const clock = new FakeClock();
    const { begin, under } = heldTenant(clock, { maxConcurrent: 1 });
    void begin();
    const signal = new Cancellation();
    const outcome = begin({}, signal);
    signal.cancel('upstream-timeout');
    expect(await outcome).toBe('upstream-busy');
    expect(under).toHaveLength(1);
  });

  test('takes no call of a request that is already cancelled', async () => {
    const clock = new FakeClock();
    const { begin } = heldTenant(clock, { maxConcurrent: 1 });
    void begin();
    const signal = new Cancellation();
    signal.cancel('client-closed-request');
    expect(await begin({}, signal)).toBe('client-closed-request');
  });
});

test('a call that was not sent takes nothing from the bucket', async () => {
  const clock = new FakeClock();
  const { begin, under } = heldTenant(clock);
  void begin();
  under[0]?.end(answer(200, { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '0' }));
  await settled();
  const down = begin();
  under[1]?.end(new GatewayError('upstream-down'));
  expect(await down).toBe('upstream-down');
  void begin();
  expect(under).toHaveLength(3);
});

test('logins, e-mail reads and e-mail writes have buckets of their own, which delay no call for users', async () => {
  const clock = new FakeClock();
  const { begin, under } = heldTenant(clock);
  const wide = new Cancellation();
  for (const [method, path] of [
    ['PATCH', '/api/v2/email-templates/welcome_email'],
    ['PUT', '/tenant/api/v2/emails/provider'],
    ['POST', '/oauth/token'],
  ] as const) {
    void begin({ method, path }, wide);
    under.at(-1)?.end(empty({ 'retry-after': '9' }));
    await settled();
  }
  expect(under).toHaveLength(2);
  void begin({ method: 'GET', path: '/api/v2/emails/provider?fields=name' });
  void begin({ method: 'PATCH', path: '/api/v2/users/1' });
  expect(under).toHaveLength(4);
});
