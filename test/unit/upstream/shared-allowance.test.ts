import { describe, expect, test } from '@jest/globals';
import type { SharedText } from '../../../src/state/shared-state.js';
import type { WireHeaders } from '../../../src/upstream/wire/picked-headers.js';
import { RateGauge } from '../../../src/upstream/resilience/rate-gauge.js';
import { SharedAllowance } from '../../../src/upstream/resilience/shared-allowance.js';
import { nobodyWatches } from '../../../src/upstream/watch.js';
import { MemoryRedis } from '../../support/memory-redis.js';
import { simulateReplicas, sumOf, type SimulationOptions } from '../../support/simulated-replicas.js';
import { settled } from '../../support/settled.js';
import { FakeClock } from './fake-clock.js';

describe('replicas before a tenant with 10 calls a second and a burst of 20', () => {
  const perSecond = 10;
  const usual: Omit<SimulationOptions, 'clients'> = {
    seed: 1,
    rate: { limit: 20, perSecond },
    seconds: 20,
    isShared: true,
  };

  async function runFor(
    clients: readonly number[],
    { from = 0, ...more }: Partial<SimulationOptions> & { from?: number } = {},
  ): Promise<{ refused: number; used: number; served: readonly number[] }> {
    const { made, refused, served } = await simulateReplicas({ ...usual, clients, ...more });
    const [calls, refusals] = [sumOf(made.slice(from)), sumOf(refused.slice(from))];
    const added = (usual.seconds - from) * perSecond;
    return { refused: refusals / (calls + refusals), used: calls / added, served };
  }

  test.each([1, 2, 8, 64])(
    'have, with %i of them, at most 2 percent of calls refused, and use over 90 percent of the rate',
    async (count) => {
      const { refused, used, served } = await runFor(Array.from({ length: count }, () => 10));
      expect(refused).toBeLessThanOrEqual(0.02);
      expect(used).toBeGreaterThan(0.9);
      if (count === 2) expect(Math.min(...served) / Math.max(...served)).toBeGreaterThan(0.5);
    },
  );

  test('without a shared Redis have over 10 percent of calls refused: the simulated tenant does refuse', async () => {
    expect((await runFor([10, 10], { isShared: false })).refused).toBeGreaterThan(0.1);
  });

  test('leave the rate to the one that gets requests', async () => {
    const { refused, used } = await runFor([0, 20]);
    expect(refused).toBeLessThanOrEqual(0.02);
    expect(used).toBeGreaterThan(0.9);
  });

  test.each<[string, NonNullable<SimulationOptions['meanwhile']>]>([
    [
      'Redis was away and has lost its memory',
      (second, redis) => {
        redis.isAway = second >= 3 && second < 7;
        if (second === 3) redis.forget();
      },
    ],
    [
      'Redis has hung',
      (second, redis) => {
        if (second === 3) redis.freeze();
        if (second === 7) redis.thaw();
      },
    ],
  ])('share the rate again when %s, and use it meanwhile', async (_what, meanwhile) => {
    const clients = [10, 10];
    const whole = await runFor(clients, { meanwhile });
    expect(whole.used).toBeGreaterThan(0.9);
    expect((await runFor(clients, { meanwhile, from: 9 })).refused).toBeLessThanOrEqual(0.02);
  });
});

/** One replica, with functions to set by hand what the tenant tells it. */
function replicaOf({ text }: { readonly text?: (clock: FakeClock) => SharedText } = {}) {
  const clock = new FakeClock();
  const redis = new MemoryRedis(clock, () => 1);
  const epoch = Date.parse('2026-11-23T12:00:00Z');
  const paced: string[] = [];
  let calledBack = 0;
  const allowance = new SharedAllowance({
    clock,
    gauge: new RateGauge(() => epoch + clock.now(), clock.now()),
    text: text?.(clock) ?? redis.text('a bucket', 10_000),
    replica: 'this one',
    random: () => 0.5,
    watch: { ...nobodyWatches, paced: (counted) => paced.push(counted) },
    onMore: () => (calledBack += 1),
  });
  return {
    clock,
    redis,
    allowance,
    paced,
    calledBack: () => calledBack,
    told: (remaining: number, limit = 100): WireHeaders => ({
      date: new Date(epoch + clock.now()).toUTCString(),
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(Math.floor((epoch + clock.now()) / 1_000) + 1),
    }),
    settle: (headers: WireHeaders, status = 200) => {
      allowance.settle({ status, headers }, clock.now(), clock.now());
    },
    /** Asks until a call is given. */
    takeSoon: async (): Promise<void> => {
      for (let tries = 0; !allowance.take(clock.now(), 1); tries += 1) {
        if (tries > 20) throw new Error('nothing was given');
        await clock.advance(5);
      }
    },
  };
}

describe('a replica', () => {
  test('asks Redis for its first call, and is called back when the call is given', async () => {
    const { clock, allowance, paced, calledBack } = replicaOf();
    expect(allowance.take(0, 1)).toBe(false);
    await clock.advance(4);
    expect(calledBack()).toBeGreaterThan(0);
    expect([allowance.take(4, 1), allowance.take(4, 1)]).toEqual([true, false]);
    expect(paced).toEqual(['together']);
  });

  test.each<[string, (told: (remaining: number) => WireHeaders) => WireHeaders]>([
    ['has plenty', (told) => told(99)],
    ['tells no limit', () => ({})],
  ])('sends no more commands to Redis where the tenant %s', async (_what, headers) => {
    const { clock, allowance, redis, told, settle, takeSoon } = replicaOf();
    await takeSoon();
    settle(headers(told));
    await clock.advance(100);
    const { commands } = redis;
    for (let call = 0; call < 20; call += 1) {
      expect(allowance.take(clock.now(), 1)).toBe(true);
      await clock.advance(30);
      settle(headers(told));
      await clock.advance(70);
    }
    expect(redis.commands).toBe(commands);
    expect(clock.timers).toBe(0);
  });

  test('asks Redis again where the tenant had plenty and has told nothing for ten seconds', async () => {
    const { clock, allowance, told, settle, takeSoon } = replicaOf();
    await takeSoon();
    settle(told(99));
    await clock.advance(9_000);
    expect(allowance.take(clock.now(), 1)).toBe(true);
    await clock.advance(1_000);
    expect(allowance.take(clock.now(), 1)).toBe(false);
  });

  test('has no more calls under way on its own than each of sixteen replicas could have', async () => {
    const { clock, allowance, told, settle, takeSoon } = replicaOf();
    await takeSoon();
    settle(told(99));
    await clock.advance(100);
    const taken = Array.from({ length: 20 }, () => allowance.take(clock.now(), 1)).filter(Boolean);
    expect(taken).toHaveLength(5);
  });

  test('waits 100 ms for a Redis that does not answer, then uses its own gauge', async () => {
    const { clock, allowance, redis, paced, told, settle, takeSoon } = replicaOf();
    redis.freeze();
    expect(allowance.take(0, 1)).toBe(false);
    await clock.advance(99);
    expect(allowance.take(clock.now(), 1)).toBe(false);
    await clock.advance(1);
    const taken = Array.from({ length: 20 }, () => allowance.take(clock.now(), 1)).filter(Boolean);
    expect(taken).toHaveLength(10);
    expect(new Set(paced)).toEqual(new Set(['alone']));
    redis.thaw();
    settle(told(30));
    await clock.advance(100);
    await takeSoon();
    expect(paced.at(-1)).toBe('together');
  });

  test('does not wait for a Redis that is away, and asks it once a second', async () => {
    let asked = 0;
    const text = (): SharedText => ({
      change: () => {
        asked += 1;
        return Promise.reject(new Error('away'));
      },
    });
    const { clock, allowance } = replicaOf({ text });
    expect(allowance.take(0, 1)).toBe(false);
    await settled();
    expect(allowance.take(0, 1)).toBe(true);
    for (let ms = 0; ms < 2_500; ms += 100) {
      allowance.take(clock.now(), 1);
      await clock.advance(100);
    }
    expect(asked).toBe(3);
  });

  test('gives back the calls that it was given and does not use', async () => {
    const { clock, allowance, redis } = replicaOf();
    allowance.take(0, 6);
    await clock.advance(100);
    const other = redis.text('a bucket', 10_000);
    const left = other.change((text) => ({
      text,
      told: (JSON.parse(text ?? '{}') as { left?: number }).left,
    }));
    await clock.advance(10);
    expect(await left).toBe(10);
  });

  test('gives a call that was never sent to the next request that waits', async () => {
    const { clock, allowance, takeSoon } = replicaOf();
    await takeSoon();
    allowance.giveBack();
    expect(allowance.take(clock.now(), 1)).toBe(true);
  });

  test('estimates the wait from what the replicas know, and knows that the tenant has nothing left', async () => {
    const { clock, allowance, settle, takeSoon } = replicaOf();
    await takeSoon();
    settle({ 'retry-after': '3' }, 429);
    expect(allowance.waitMs(0, clock.now())).toBe(3_000);
    await clock.advance(500);
    expect(allowance.take(clock.now(), 1)).toBe(false);
    expect(allowance.isSpent).toBe(true);
    expect(allowance.waitMs(0, clock.now())).toBeGreaterThan(2_000);
    expect(allowance.waitMs(0, clock.now())).toBeLessThanOrEqual(2_500);
  });
});
