import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { UsageReport } from '../../src/gateway/operator/usage-report.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';
import { redisServer, type RedisServer } from './redis-server.js';

const key = randomBytes(32).toString('base64url');
/** What a test has opened, to be closed after it. */
const opened: (() => Promise<unknown>)[] = [];
let sandbox: Sandbox;
let redis: RedisServer;

beforeEach(async () => {
  sandbox = await startSandbox({ seedUsers: 3 });
  redis = await redisServer();
  opened.push(
    () => sandbox.close(),
    () => redis.kill(),
  );
  await redis.start();
});

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function replica(): Promise<RunningHoldover> {
  const holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_TOKEN_KEY: key,
    HOLDOVER_REDIS_URL: `redis://127.0.0.1:${redis.port}`,
  });
  opened.push(() => holdover.stop());
  return holdover;
}

async function list({ http }: RunningHoldover, times: number, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  for (let n = 0; n < times; n += 1) await (await fetch(`${http}/api/users?per_page=1`, { headers })).text();
}

async function usageOf({ admin }: RunningHoldover): Promise<UsageReport> {
  return (await (await fetch(`${admin}/usage`)).json()) as UsageReport;
}

function listed({ rows }: UsageReport): number {
  return rows.find(({ route }) => route === 'users.list')?.requests ?? 0;
}

describe('replicas with one Redis', () => {
  test('count usage together: each knows the sum, and so does a later replica', async () => {
    const [one, other] = await Promise.all([replica(), replica()]);
    const token = await v1Token(one.http, demoClients.app);
    await Promise.all([list(one, 30, token), list(other, 12, token)]);
    // The replica that is asked writes its counts first; the other does so at the latest when it is asked itself.
    expect((await usageOf(one)).kept).toBe('redis');
    expect(listed(await usageOf(other))).toBe(42);
    expect(listed(await usageOf(one))).toBe(42);
    await Promise.all([one.stop(), other.stop()]);
    const late = await replica();
    expect(await usageOf(late)).toMatchObject({ kept: 'redis', whole: true, full: false });
    expect(listed(await usageOf(late))).toBe(42);
  });

  test('count usage on while Redis is away, say so, and add it when Redis is back', async () => {
    const one = await replica();
    const token = await v1Token(one.http, demoClients.app);
    await list(one, 2, token);
    expect(listed(await usageOf(one))).toBe(2);
    redis.freeze();
    await one.says('"msg":"Redis is away');
    await list(one, 3, token);
    const away = await usageOf(one);
    expect([away.whole, listed(away)]).toEqual([false, 3]);
    redis.thaw();
    await one.says('"msg":"Redis is back');
    expect(await usageOf(one)).toMatchObject({ whole: true });
    expect(listed(await usageOf(one))).toBe(5);
  });

  test('ignore usage entries in Redis that they have not written', async () => {
    const one = await replica();
    const token = await v1Token(one.http, demoClients.app);
    await list(one, 1, token);
    expect(listed(await usageOf(one))).toBe(1);
    const name = `holdover:${sandbox.url}:usage`;
    const field = JSON.stringify(['global', demoClients.app.clientId, 'users.list']);
    await redis.say(['HSET', name, field, 'nonsense', 'not json', '1 1 1 1 1 1', '["a","b"]', '1']);
    await list(one, 2, token);
    const { rows } = await usageOf(one);
    expect([listed(await usageOf(one)), rows.every(({ client }) => client !== 'b')]).toEqual([2, true]);
  });
});
