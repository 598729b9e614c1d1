import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { startLoad, type Load } from '../soak/chaos-load.js';
import { compareLedgers, errorShare } from '../soak/chaos-verdict.js';
import { errandsOf } from '../soak/errands.js';
import { soakSettings } from '../soak/soak-settings.js';
import { startUnrulyFront } from '../soak/unruly-front.js';
import { crowdBeforeLimitedTenant, expectFewRefused, type CrowdedTenant } from '../support/limited-tenant.js';
import { addMachineClients } from '../support/machine-clients.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';
import { redisServer, type RedisServer } from './redis-server.js';

const { replicasRate: perSecond } = soakSettings;
const deadlineMs = 5_000;
/** The lifetime of a claim that nobody releases: of a killed replica, or accepted late by a hanging Redis. */
const claimMs = deadlineMs + 5_000;

let redis: RedisServer;

beforeEach(async () => {
  redis = await redisServer();
  await redis.start();
});

afterEach(() => redis.kill());

/** Replicas behind a load balancer that gives each request to the next running one. */
interface Replicas {
  readonly members: RunningHoldover[];
  readonly next: () => string;
  readonly add: () => Promise<RunningHoldover>;
  readonly stop: () => Promise<void>;
}

function replicasOf(env: Readonly<Record<string, string>>): Replicas {
  const members: RunningHoldover[] = [];
  let turn = 0;
  return {
    members,
    next: () => members[(turn += 1) % members.length]?.http ?? '',
    add: async () => {
      const added = await startHoldover(env);
      members.push(added);
      return added;
    },
    stop: async () => {
      await Promise.all(members.map((member) => member.stop()));
    },
  };
}

/** The faults, one after another; answers the time of their end, on the load's clock. */
async function runFaults({ members, add }: Replicas, load: Load): Promise<number> {
  await delay(6_000);
  const killed = members.shift();
  killed?.signal('SIGKILL');
  await killed?.ended();
  await add();
  await delay(claimMs);
  await redis.kill();
  await redis.start();
  await Promise.all(members.map((member) => member.says('"msg":"Redis is back')));
  await delay(3_000);
  redis.freeze();
  await delay(10_000);
  redis.thaw();
  await Promise.all(members.map((member) => member.says('"msg":"Redis is back', 2)));
  return load.now();
}

test('two replicas lose no write and mix up no answer when one is killed, Redis is restarted, and Redis hangs', async () => {
  const sandbox = await startSandbox({ seedUsers: 600 });
  const front = await startUnrulyFront(sandbox.url);
  const replicas = replicasOf({
    HOLDOVER_UPSTREAM_URL: `http://127.0.0.1:${front.port}`,
    HOLDOVER_UPSTREAM_AUDIENCE: `${sandbox.url}/api/v2/`,
    HOLDOVER_UPSTREAM_TIMEOUT_MS: String(deadlineMs),
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
    HOLDOVER_REDIS_URL: `redis://127.0.0.1:${redis.port}`,
  });
  try {
    const [first] = await Promise.all([replicas.add(), replicas.add()]);
    const machines = addMachineClients(sandbox, 4);
    const tokens = await Promise.all(machines.map((machine) => v1Token(first.http, machine)));
    const { tenant } = sandbox;
    const connectionId = (name: string): string | undefined => tenant.connections.byName(name)?.id;
    const nextErrand = errandsOf({ tenant, tokens, idToken: () => undefined, connectionId });
    const load = startLoad({ base: replicas.next, perSecond, seed: 7, nextErrand });
    const overMs = await runFaults(replicas, load);
    await delay(claimMs + 5_000);
    await load.stop();
    const { faults, ...verdict } = compareLedgers(load.done, front);
    const errorsAfter = errorShare(load.done, overMs + claimMs);
    process.stdout.write(`${JSON.stringify({ ...verdict, faults: faults.slice(0, 20), errorsAfter })}\n`);
    expect(faults).toEqual([]);
    expect(verdict.writes.acknowledged).toBeGreaterThan(5 * perSecond);
    expect(errorsAfter).toBeLessThan(0.01);
  } finally {
    await replicas.stop();
    await front.close();
    await sandbox.close();
  }
}, 180_000);

describe('replicas before a tenant at its limit, of 10 calls a second and 20 at once,', () => {
  const clients = 50;
  const ms = 10_000;
  const shared = (): Record<string, string> => ({ HOLDOVER_REDIS_URL: `redis://127.0.0.1:${redis.port}` });

  /** Expects that most of the calls added in that time were used, and the burst that was available. */
  function expectUsed({ answered }: CrowdedTenant, burst: number): void {
    const made = answered.filter((status) => status !== 429).length;
    expect(made).toBeGreaterThan(burst + (0.7 * 10 * ms) / 1_000);
  }

  test('share the limit: two are refused no more than one alone, and use all of it', async () => {
    const crowded = await crowdBeforeLimitedTenant({ clients, ms, replicas: 2, env: shared() });
    expectFewRefused(crowded);
    expectUsed(crowded, 20);
  });

  test('leave the limit to one of them where only one receives requests', async () => {
    const crowded = await crowdBeforeLimitedTenant({ clients, ms, replicas: 2, asked: 1, env: shared() });
    expectFewRefused(crowded);
    expectUsed(crowded, 20);
  });

  test('share the limit again after a restart and after a hang of Redis', async () => {
    const crowded = await crowdBeforeLimitedTenant({
      clients,
      ms,
      replicas: 2,
      env: shared(),
      first: async (running) => {
        const allSay = (text: string, times?: number) =>
          Promise.all(running.map((each) => each.says(text, times)));
        await redis.kill();
        await allSay('"msg":"Redis is away');
        await redis.start();
        await allSay('"msg":"Redis is back');
        redis.freeze();
        await allSay('"msg":"Redis is away', 2);
        redis.thaw();
        await allSay('"msg":"Redis is back', 2);
      },
    });
    expectFewRefused(crowded);
    expectUsed(crowded, 0);
  });

  test('each follow the tenant’s rate headers while Redis is down: clients get 200 or 429, and nothing else', async () => {
    await redis.kill();
    const crowded = await crowdBeforeLimitedTenant({ clients, ms, replicas: 2, env: shared() });
    const told = new Set(crowded.replies.flat().map(({ status }) => status));
    expect([...told].filter((status) => status !== 200 && status !== 429)).toEqual([]);
    expectUsed(crowded, 20);
  });
});
