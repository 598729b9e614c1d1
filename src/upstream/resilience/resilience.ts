import { randomUUID } from 'node:crypto';
import type { SharedText } from '../../state/shared-state.js';
import { Breaker } from './breaker.js';
import { steadyClock, type Clock } from '../clock.js';
import { Pacer, type PacerOptions } from './pacer.js';
import { RateGauge } from './rate-gauge.js';
import { RetryBudget } from './retry-budget.js';
import { retrying } from './retry.js';
import type { Interceptor } from '../send.js';
import { SharedAllowance } from './shared-allowance.js';
import { tellingRefusals, type CallClass, type UpstreamWatch } from '../watch.js';

/** Every option has a default. */
export interface ResilienceOptions {
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** Most retries of one call. */
const mostRetries = 2;
/** Most retries as a share of the calls of the last 10 s, beyond a few. */
const retryShare = 0.2;
/** Calls that may wait for their turn. */
const maxQueued = 100;

/** The interceptors around the calls of each class, the outermost first. */
export type Resilience = Readonly<Record<CallClass, readonly Interceptor[]>>;

export interface ResilienceDeps {
  /** Most calls of the Management API under way at a time. */
  readonly maxConcurrent: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly watch: UpstreamWatch;
  /** What replicas know together of a bucket of the tenant; undefined where there is only this process. */
  readonly sharedBucket: (name: string) => SharedText | undefined;
}

/** @param options `false`: no interceptors */
export function createResilience(
  options: Partial<ResilienceOptions> | false,
  { maxConcurrent, now, watch, sharedBucket }: ResilienceDeps,
): Resilience {
  if (options === false) return { api: [], token: [], keys: [] };
  const { clock = steadyClock, random = Math.random } = options;
  const allowanceOf = allowances({ clock, random, now, sharedBucket, watch });
  const budget = new RetryBudget(clock, retryShare);
  const telling = tellingRefusals(watch);
  const retry = retrying({ clock, budget, most: mostRetries, random, now, watch });
  const pacer = new Pacer({ clock, maxConcurrent, maxQueued, epochNow: now, allowanceOf, watch });
  const breakerOf = (calls: CallClass): Breaker => new Breaker(calls, clock, watch);
  const [api, token, keys] = [breakerOf('api'), breakerOf('token'), breakerOf('keys')];
  return {
    api: [telling, retry, api.refusing, pacer.pacing, api.counting],
    token: [telling, retry, pacer.noticing, token.counting],
    keys: [telling, retry, pacer.noticing, keys.counting],
  };
}

function allowances({
  sharedBucket,
  now,
  ...each
}: Pick<ResilienceDeps, 'sharedBucket' | 'now' | 'watch'> &
  Pick<ResilienceOptions, 'clock' | 'random'>): PacerOptions['allowanceOf'] {
  const replica = randomUUID();
  return (bucket, onMore) => {
    const gauge = new RateGauge(now, each.clock.now());
    const text = sharedBucket(bucket);
    return text === undefined ? gauge : new SharedAllowance({ ...each, gauge, text, replica, onMore });
  };
}
