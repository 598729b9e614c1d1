import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemoCertificate } from '../../src/gateway/ports/demo-certificate.js';
import { demoClients, demoUser } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { readExposition } from '../support/exposition.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';
import { redisServer, type RedisServer } from './redis-server.js';

const key = randomBytes(32).toString('base64url');
const away = '"msg":"Redis is away';
const back = '"msg":"Redis is back';
const refuses = '"msg":"Redis refuses claims';

let sandbox: Sandbox;
let redis: RedisServer;
const running = new Set<RunningHoldover>();

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 3 });
});

afterAll(async () => {
  await sandbox.close();
});

beforeEach(async () => {
  redis = await redisServer();
});

afterEach(async () => {
  await Promise.all([...running].map((holdover) => holdover.stop()));
  running.clear();
  await redis.kill();
});

async function replica(env: Record<string, string> = {}): Promise<RunningHoldover> {
  const holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_TOKEN_KEY: key,
    ...('HOLDOVER_REDIS_URL_FILE' in env ? {} : { HOLDOVER_REDIS_URL: `redis://127.0.0.1:${redis.port}` }),
    ...env,
  });
  running.add(holdover);
  return holdover;
}

async function revoke(holdover: RunningHoldover, order: object): Promise<string> {
  const answer = await fetch(`${holdover.admin}/revocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { reach: string }).reach;
}

/** The state of Redis in `/readyz` and `/metrics`; every replica stays ready. */
async function standing({ admin }: RunningHoldover): Promise<string> {
  const answer = await fetch(`${admin}/readyz`);
  expect(answer.status).toBe(200);
  const { sharedState } = (await answer.json()) as { sharedState: string };
  const { samples } = readExposition(await (await fetch(`${admin}/metrics`)).text());
  const told = samples.filter(({ name, value }) => name === 'holdover_shared_state' && value === 1);
  expect(told.map(({ labels }) => labels['state'])).toEqual([sharedState]);
  return sharedState;
}

/** A change that only one replica at a time may make. */
async function change(holdover: RunningHoldover, token: string): Promise<number> {
  const answer = await fetch(`${holdover.http}/api/users/${encodeURIComponent(demoUser.userId)}/metadata`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"a":1}',
  });
  await answer.text();
  return answer.status;
}

async function statusOf(holdover: RunningHoldover, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${holdover.http}/api/users?per_page=1`, { headers });
  await answer.text();
  return answer.status;
}

const database = 'Username-Password-Authentication';

/** How often the tenant is asked for the id of a connection by a request below it. */
async function lookUps(holdover: RunningHoldover, token: string): Promise<number> {
  sandbox.calls.length = 0;
  const headers = { authorization: `Bearer ${token}` };
  await (await fetch(`${holdover.http}/api/connections/${database}/socket`, { headers })).text();
  return sandbox.calls.filter(({ path }) => path === '/api/v2/connections').length;
}

/** Milliseconds until that replica refuses the token. */
async function untilRefused(holdover: RunningHoldover, token: string): Promise<number> {
  const start = performance.now();
  while ((await statusOf(holdover, token)) !== 401);
  return performance.now() - start;
}

function times(holdover: RunningHoldover, text: string): number {
  return holdover.stdout().split(text).length - 1;
}

describe('two replicas with the same key and one Redis', () => {
  test('accept each other’s tokens, and refuse within a second what the other revoked', async () => {
    await redis.start();
    const [one, other] = await Promise.all([replica(), replica()]);
    const [app, fresh] = [await v1Token(one.http, demoClients.app), await v1Token(one.http, demoClients.app)];
    const global = await v1Token(other.http, demoClients.global);
    expect([await statusOf(other, app), await statusOf(one, global)]).toEqual([200, 200]);
    expect(await revoke(one, { token: app })).toBe('everywhere');
    expect(await untilRefused(other, app)).toBeLessThan(1_000);
    expect(await statusOf(other, fresh)).toBe(200);
    expect(await revoke(other, { client_id: demoClients.app.clientId })).toBe('everywhere');
    expect(await untilRefused(one, fresh)).toBeLessThan(1_000);
    expect(await statusOf(one, global)).toBe(200);
    expect(await revoke(one, { all: true })).toBe('everywhere');
    expect(await untilRefused(other, global)).toBeLessThan(1_000);
    const renewed = await v1Token(other.http, demoClients.global);
    expect([await statusOf(one, renewed), await statusOf(other, renewed)]).toEqual([200, 200]);
    const late = await replica();
    expect(await statusOf(late, global)).toBe(401);
    expect(times(one, away)).toBe(0);
  });

  test('forget cached names when the other replica writes', async () => {
    await redis.start();
    const [one, other] = await Promise.all([replica(), replica()]);
    const token = await v1Token(one.http, demoClients.global);
    await lookUps(other, token);
    expect(await lookUps(other, token)).toBe(0);
    await fetch(`${one.http}/api/connections/${database}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"options":{}}',
    });
    const start = performance.now();
    while ((await lookUps(other, token)) === 0) expect(performance.now() - start).toBeLessThan(1_000);
    // The cache is cleared before the write and after it, and then filled again.
    while ((await lookUps(other, token)) !== 0) expect(performance.now() - start).toBeLessThan(2_000);
  });

  test('serve on when Redis is killed, and agree again when it is back, though it has lost its memory', async () => {
    await redis.start();
    const [one, other] = await Promise.all([replica(), replica()]);
    const [before, during, good] = [
      await v1Token(one.http, demoClients.app),
      await v1Token(one.http, demoClients.app),
      await v1Token(one.http, demoClients.app),
    ];
    await revoke(one, { token: before });
    await untilRefused(other, before);
    expect(await standing(one)).toBe('ok');
    await redis.kill();
    await Promise.all([one.says(away), other.says(away)]);
    expect(await standing(one)).toBe('away');
    expect(await revoke(one, { token: during })).toBe('here-for-now');
    expect(await statusOf(one, during)).toBe(401);
    for (const each of [one, other]) {
      expect([await statusOf(each, good), await statusOf(each, before)]).toEqual([200, 401]);
    }
    expect(await statusOf(other, during)).toBe(200);
    await redis.start();
    await Promise.all([one.says(back), other.says(back)]);
    expect(await standing(one)).toBe('ok');
    await untilRefused(other, during);
    const late = await replica();
    expect([await statusOf(late, before), await statusOf(late, during)]).toEqual([401, 401]);
    expect(await statusOf(late, good)).toBe(200);
    for (const each of [one, other]) expect([times(each, away), times(each, back)]).toEqual([1, 1]);
  });

  test('do not wait for a Redis that hangs', async () => {
    await redis.start();
    const [one, other] = await Promise.all([replica(), replica()]);
    const token = await v1Token(one.http, demoClients.app);
    redis.freeze();
    const start = performance.now();
    expect(await statusOf(one, token)).toBe(200);
    expect(await revoke(one, { token })).toBe('here-for-now');
    expect(await statusOf(one, token)).toBe(401);
    expect(performance.now() - start).toBeLessThan(4_000);
    await Promise.all([one.says(away), other.says(away)]);
    redis.thaw();
    await Promise.all([one.says(back), other.says(back)]);
    await untilRefused(other, token);
  });
});

describe('a Redis that is down', () => {
  test('at the start does not prevent serving, and is used as soon as it is up', async () => {
    const one = await replica();
    const token = await v1Token(one.http, demoClients.app);
    expect(await statusOf(one, token)).toBe(200);
    expect(times(one, away)).toBe(1);
    expect(await revoke(one, { token })).toBe('here-for-now');
    await redis.start();
    await one.says(back);
    const other = await replica();
    expect(await statusOf(other, token)).toBe(401);
    expect(times(other, away)).toBe(0);
  });
});

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-redis-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('holdover accepts a Redis over TLS only with a certificate of a trusted CA', async () => {
  const { ca, cert, key: certificateKey } = await createDemoCertificate();
  const file = async (name: string, pem: string): Promise<string> => {
    await writeFile(join(folder, name), pem);
    return join(folder, name);
  };
  const caFile = await file('ca.pem', ca);
  const options = {
    port: '0',
    'tls-cert-file': await file('cert.pem', cert),
    'tls-key-file': await file('key.pem', certificateKey),
    'tls-ca-cert-file': caFile,
    'tls-auth-clients': 'no',
  };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  redis = await redisServer(words, '--tls-port');
  await redis.start();
  const env = { HOLDOVER_REDIS_URL: `rediss://localhost:${redis.port}` };
  const [trusting, strange] = await Promise.all([
    replica({ ...env, NODE_EXTRA_CA_CERTS: caFile }),
    replica(env),
  ]);
  const token = await v1Token(trusting.http, demoClients.app);
  expect(await revoke(trusting, { token })).toBe('everywhere');
  expect(times(strange, away)).toBe(1);
  expect(await statusOf(strange, token)).toBe(200);
});

describe('a Redis with users', () => {
  const password = `canary${randomBytes(9).toString('hex')}`;
  const rights = '~holdover:* &holdover:* +@read +@write +@pubsub +@transaction +eval +time +ping';
  const user = ['--user', 'gateway', 'on', `>${password}`, ...rights.split(' ')];
  async function urlFile(secret: string): Promise<string> {
    const file = join(folder, secret);
    await writeFile(file, `redis://gateway:${secret}@127.0.0.1:${redis.port}/0\n`);
    return file;
  }

  test('serves holdover with the rights in the README and no others', async () => {
    redis = await redisServer([...user, '--user', 'default', 'off']);
    await redis.start();
    const env = { HOLDOVER_REDIS_URL_FILE: await urlFile(password) };
    const [one, other] = await Promise.all([replica(env), replica(env)]);
    const token = await v1Token(one.http, demoClients.app);
    for (const each of [one, other, one]) expect(await change(each, token)).toBe(200);
    expect(await revoke(one, { token })).toBe('everywhere');
    expect(await untilRefused(other, token)).toBeLessThan(1_000);
    for (const word of [away, refuses]) expect([times(one, word), times(other, word)]).toEqual([0, 0]);
    const { samples } = readExposition(await (await fetch(`${one.admin}/metrics`)).text());
    const paced = samples.filter(({ name }) => name === 'holdover_upstream_paced_calls_total');
    expect(paced.map(({ labels }) => labels['counted'])).toEqual(['together']);
  });

  test('and with too few rights for holdover’s is reported in the log once, and nothing is changed without a claim', async () => {
    redis = await redisServer([...user, '-set']);
    await redis.start();
    const one = await replica({ HOLDOVER_REDIS_URL_FILE: await urlFile(password) });
    const token = await v1Token(one.http, demoClients.app);
    for (let n = 0; n < 3; n += 1) expect(await change(one, token)).toBe(503);
    expect([times(one, refuses), times(one, away)]).toEqual([1, 0]);
    expect(await standing(one)).toBe('refusing');
    expect(one.stdout()).toContain('NOPERM');
  });

  test('and with another password counts as away, and the password is not logged', async () => {
    redis = await redisServer(user);
    await redis.start();
    const one = await replica({ HOLDOVER_REDIS_URL_FILE: await urlFile(`wrong-${password}`) });
    expect(await statusOf(one, await v1Token(one.http, demoClients.app))).toBe(200);
    expect(times(one, away)).toBe(1);
    expect(one.stdout()).toContain('WRONGPASS');
    expect(one.stdout() + one.stderr()).not.toContain(password);
  });
});
