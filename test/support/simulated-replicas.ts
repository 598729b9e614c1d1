import { GatewayError } from '../../src/errors/gateway-error.js';
import { RandomSource } from '../../src/sandbox/random-source.js';
import { RateLimiter, type RateLimit } from '../../src/sandbox/rate-limiter.js';
import { createResilience } from '../../src/upstream/resilience/resilience.js';
import { Cancellation } from '../../src/upstream/cancellation.js';
import { compose, type Send } from '../../src/upstream/send.js';
import { nobodyWatches } from '../../src/upstream/watch.js';
import { EventClock } from './event-clock.js';
import { MemoryRedis } from './memory-redis.js';

export interface SimulationOptions {
  readonly seed: number;
  readonly rate: RateLimit;
  /** By replica, the number of clients that always have a request for it. */
  readonly clients: readonly number[];
  readonly seconds: number;
  /** Whether the replicas have a Redis in common. */
  readonly isShared: boolean;
  /** Called at the start of each second. */
  readonly meanwhile?: (second: number, redis: MemoryRedis) => void;
}

export interface Simulation {
  /** Requests served, by replica. */
  readonly served: readonly number[];
  /** By second, the number of calls that the tenant has processed, and refused with 429. */
  readonly made: readonly number[];
  readonly refused: readonly number[];
  /** Script runs in Redis. */
  readonly commands: number;
}

const epoch = Date.parse('2026-11-23T12:00:00Z');
const deadlineMs = 15_000;
/** One-way latency to the tenant, and to Redis in the same data centre. */
const tenantMs = { least: 5, most: 25 };
const redisMs = { least: 0.2, most: 0.8 };

/** The environment that all replicas of one simulation share. */
interface World {
  readonly clock: EventClock;
  readonly random: RandomSource;
  readonly pause: (ms: number) => Promise<void>;
  readonly travel: (way: { readonly least: number; readonly most: number }) => Promise<void>;
}

/**
 * Replicas with the real code around a call (`resilience.ts`), before a tenant with the sandbox's limit; time jumps
 * from event to event, and all random choices depend on the seed.
 */
export async function simulateReplicas(options: SimulationOptions): Promise<Simulation> {
  const { clients, seconds, isShared, meanwhile } = options;
  const world = worldOf(options.seed);
  const { clock, random } = world;
  const redis = new MemoryRedis(clock, () => drawn(redisMs, random));
  const tenant = limitedTenant(options.rate, world);
  const served = clients.map(() => 0);
  const sharedBucket = (name: string) => (isShared ? redis.text(name, 10_000) : undefined);
  clients.forEach((count, replica) => {
    const surroundings = { maxConcurrent: 48, now: epochOn(clock), watch: nobodyWatches, sharedBucket };
    const { api } = createResilience({ clock, random: () => random.next() }, surroundings);
    const send = compose(tenant.send, ...api);
    const onServed = (): void => void (served[replica] = (served[replica] ?? 0) + 1);
    for (let n = 0; n < count; n += 1) void askOn(send, { world, asker: String(n), onServed });
  });
  for (let second = 0; second < seconds; second += 1) {
    meanwhile?.(second, redis);
    await clock.runUntil((second + 1) * 1_000);
  }
  return { served, made: tenant.made, refused: tenant.refused, commands: redis.commands };
}

/** The calls of some seconds. */
export function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function worldOf(seed: number): World {
  const clock = new EventClock();
  const random = new RandomSource(seed);
  const pause = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve));
  return { clock, random, pause, travel: (way) => pause(drawn(way, random)) };
}

function drawn({ least, most }: { least: number; most: number }, random: RandomSource): number {
  return least + random.next() * (most - least);
}

function epochOn(clock: EventClock): () => number {
  return () => epoch + clock.now();
}

function limitedTenant(rate: RateLimit, { clock, travel }: World) {
  const now = epochOn(clock);
  const limiter = new RateLimiter(rate, now);
  const made: number[] = [];
  const refused: number[] = [];
  const send: Send = async () => {
    await travel(tenantMs);
    const { allowed, headers } = limiter.take();
    const counts = allowed ? made : refused;
    const second = Math.floor(clock.now() / 1_000);
    counts[second] = (counts[second] ?? 0) + 1;
    const date = new Date(now()).toUTCString();
    await travel(tenantMs);
    return { status: allowed ? 200 : 429, headers: { ...headers, date }, body: Buffer.alloc(0) };
  };
  return { send, made, refused };
}

interface Asking {
  readonly world: World;
  readonly asker: string;
  readonly onServed: () => void;
}

/** A client that sends one request after another, and waits a second after a refusal. */
async function askOn(send: Send, { world: { clock, random, pause }, asker, onServed }: Asking) {
  const request = { method: 'GET', path: '/api/v2/users/1', headers: {}, body: undefined, asker };
  await pause(random.next() * 10);
  for (;;) {
    const signal = new Cancellation();
    signal.endAt(clock.now() + deadlineMs);
    const stop = clock.after(deadlineMs, () => {
      signal.cancel('upstream-timeout');
    });
    const isServed = await send(request, signal).then(
      ({ status }) => status === 200,
      (error: unknown) => {
        if (error instanceof GatewayError) return false;
        throw error;
      },
    );
    stop();
    if (isServed) onServed();
    else await pause(1_000);
  }
}
