import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { UsageReport } from '../../src/gateway/operator/usage-report.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { freePort } from '../system/free-port.js';
import { readExposition } from '../support/exposition.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';

let folder: string;
let sandbox: Sandbox;
let holdover: RunningHoldover;
let token: string;
/** Each on a new connection, and so to one worker each: connections go to the workers in turn. */
let agents: readonly [Agent, Agent];
let user: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-workers-'));
  await listClients();
  sandbox = await startSandbox({ seedUsers: 3, latencyMs: 5 });
  holdover = await startHoldover({
    HOLDOVER_WORKERS: '2',
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_UPSTREAM_CLIENT_ID: demoClients.service.clientId,
    HOLDOVER_UPSTREAM_CLIENT_SECRET: demoClients.service.clientSecret,
    HOLDOVER_CLIENTS_FILE: join(folder, 'clients.json'),
    HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
    HOLDOVER_LAME_DUCK_MS: '500',
  });
  token = await v1Token(holdover.http, demoClients.app);
  agents = await connected();
  const users = JSON.parse((await ask('GET /api/users?per_page=1')).text) as { user_id: string }[];
  user = `/api/users/${encodeURIComponent(users[0]?.user_id ?? '')}`;
}, 60_000);

afterAll(async () => {
  for (const agent of agents) agent.destroy();
  await holdover.stop();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

async function listClients(more: readonly object[] = []): Promise<void> {
  const { clientId: client_id, clientSecret: client_secret } = demoClients.app;
  const list = [{ client_id, client_secret, kind: 'app' }, ...more];
  await writeFile(join(folder, 'clients.json'), JSON.stringify(list));
}

async function connected(): Promise<readonly [Agent, Agent]> {
  const both = [0, 1].map(() => new Agent({ keepAlive: true, maxSockets: 1 })) as [Agent, Agent];
  for (const agent of both) await ask('GET /api/users?per_page=1', { agent });
  return both;
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

interface Asked {
  readonly agent?: Agent | undefined;
  readonly body?: object;
  readonly bearer?: string;
  readonly base?: string;
}

async function ask(
  line: string,
  { agent, body, bearer = token, base = holdover.http }: Asked = {},
): Promise<Reply> {
  const [method, path = ''] = line.split(' ');
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  const sent = request(`${base}${path}`, { method, agent, headers });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += String(part);
  return { status: answer.statusCode ?? 0, text };
}

async function operator<T>(path: string): Promise<T> {
  return JSON.parse((await ask(`GET ${path}`, { base: holdover.admin })).text) as T;
}

async function requestsCounted(): Promise<number> {
  const { text } = await ask('GET /metrics', { base: holdover.admin });
  return readExposition(text)
    .samples.filter(({ name }) => name === 'holdover_requests_total')
    .reduce((sum, { value }) => sum + value, 0);
}

/** Of all workers that have been started so far, in order. */
function workerPids(): number[] {
  return [...holdover.stdout().matchAll(/"a worker serves","pid":(\d+)/g)].map(([, pid]) => Number(pid));
}

/** Requests one after another on many connections until it is told to stop; answers every status that occurred. */
function load(): () => Promise<readonly (number | string)[]> {
  const statuses = new Set<number | string>();
  let going = true;
  const clients = Array.from({ length: 8 }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (going) {
      const found = await ask('GET /api/users?per_page=1', { agent }).catch((error: unknown) =>
        String(error),
      );
      statuses.add(typeof found === 'string' ? found : found.status);
    }
    agent.destroy();
  });
  return async () => {
    going = false;
    await Promise.all(clients);
    return [...statuses];
  };
}

describe('two workers', () => {
  test('both serve: each answers while the other is stopped', async () => {
    const askedWithout = async (pid = 0): Promise<{ first: number; all: readonly Reply[] }> => {
      process.kill(pid, 'SIGSTOP');
      const asked = agents.map((agent) => ask('GET /api/users?per_page=1', { agent }));
      const first = await Promise.race(asked.map((each, at) => each.then(() => at)));
      process.kill(pid, 'SIGCONT');
      return { first, all: await Promise.all(asked) };
    };
    const [one, other] = workerPids();
    const found = [await askedWithout(one), await askedWithout(other)];
    expect(found.flatMap(({ all }) => all.map(({ status }) => status))).toEqual([200, 200, 200, 200]);
    expect(found.map(({ first }) => first).sort()).toEqual([0, 1]);
    expect(await operator('/readyz')).toMatchObject({ status: 'ok', workers: { serving: 2, of: 2 } });
  });

  test('are counted together, in metrics and in usage', async () => {
    const inUsage = async (): Promise<number> => {
      const { rows } = await operator<UsageReport>('/usage');
      return rows.find(({ route }) => route === 'users.list')?.requests ?? 0;
    };
    const before = [await requestsCounted(), await inUsage()];
    for (let n = 0; n < 10; n += 1) await ask('GET /api/users?per_page=1', { agent: agents[n % 2] });
    expect([await requestsCounted(), await inUsage()]).toEqual(before.map((each) => each + 10));
  });

  test('are one instance on the operator’s page, which the primary serves', async () => {
    const { status, text } = await ask('GET /console', { base: holdover.admin });
    expect(status).toBe(200);
    expect(text).toContain('<h1 class="good">Ready.</h1>');
    expect(text).toContain(demoClients.app.clientId);
  });

  test('lose no concurrent change of one user', async () => {
    const keys = Array.from({ length: 20 }, (_, n) => `key${n}`);
    const patch = (key: string, n: number) =>
      ask(`PATCH ${user}/metadata`, { agent: agents[n % 2], body: { [key]: n } });
    const statuses = (await Promise.all(keys.map(patch))).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const { text } = await ask(`GET ${user}/metadata`);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(expect.arrayContaining(keys));
  });

  test('accept a ticket once, though both receive it at the same time', async () => {
    const body = { newPassword: `Aa1!${randomBytes(12).toString('hex')}` };
    const { ticket } = JSON.parse((await ask(`POST ${user}/change_password_ticket`, { body })).text) as {
      ticket: string;
    };
    const { pathname } = new URL(ticket);
    sandbox.calls.length = 0;
    const taken = await Promise.all(agents.map((agent) => ask(`POST ${pathname}`, { agent })));
    expect(taken.map(({ status }) => status)).toEqual([200, 200]);
    expect(sandbox.calls.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  test('both refuse a token from the moment of its revocation', async () => {
    const revoked = await v1Token(holdover.http, demoClients.app);
    const statuses = async (): Promise<number[]> => {
      const asked = agents.map((agent) => ask('GET /api/users?per_page=1', { agent, bearer: revoked }));
      return (await Promise.all(asked)).map(({ status }) => status);
    };
    expect(await statuses()).toEqual([200, 200]);
    await ask('POST /revocations', { base: holdover.admin, body: { token: revoked } });
    expect(await statuses()).toEqual([401, 401]);
  });

  test('read a changed clients file one after the other, without a failed request', async () => {
    const stop = load();
    const fresh = { client_id: 'fresh', client_secret: 'of a new client', kind: 'app' };
    await listClients([fresh]);
    holdover.signal('SIGHUP');
    await holdover.says('"msg":"reloaded"');
    expect(await stop()).toEqual([200]);
    const { clients } = await operator<UsageReport>('/usage');
    expect(clients.map(({ client }) => client)).toContain('fresh');
    const credentials = { clientId: fresh.client_id, clientSecret: fresh.client_secret };
    const tokens = [await v1Token(holdover.http, credentials), await v1Token(holdover.http, credentials)];
    const asked = agents.map((agent, at) =>
      ask('GET /api/users?per_page=1', { agent, bearer: tokens[at] ?? '' }),
    );
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200]);
  });

  test('keep their clients when the file is invalid', async () => {
    await writeFile(join(folder, 'clients.json'), '{');
    holdover.signal('SIGHUP');
    await holdover.says('"msg":"not reloaded, the old files stay in use"');
    const asked = agents.map((agent) => ask('GET /api/users?per_page=1', { agent }));
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200]);
    await listClients();
  });

  test('are replaced when one is killed; the other serves, and no count is lost', async () => {
    const before = await requestsCounted();
    const [killed = 0] = workerPids();
    const revoked = await v1Token(holdover.http, demoClients.app);
    await ask('POST /revocations', { base: holdover.admin, body: { token: revoked } });
    process.kill(killed, 'SIGKILL');
    await holdover.says('"a worker has ended and is replaced"');
    expect((await ask('GET /api/users?per_page=1')).status).toBe(200);
    await holdover.says('"a worker serves"', 3);
    expect(await operator('/readyz')).toMatchObject({ status: 'ok', workers: { serving: 2, of: 2 } });
    expect(await requestsCounted()).toBeGreaterThan(before);
    for (const agent of agents) agent.destroy();
    agents = await connected();
    const asked = agents.map((agent) => ask('GET /api/users?per_page=1', { agent, bearer: revoked }));
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([401, 401]);
    expect((await ask(`PATCH ${user}/metadata`, { body: { after: true } })).status).toBe(200);
  });

  test('take over a connection that was given to a worker before it died', async () => {
    const [, dying = 0] = workerPids();
    process.kill(dying, 'SIGSTOP');
    const asked = [1, 2, 3].map(() => ask('GET /api/users?per_page=1', { agent: new Agent() }));
    // Connections go round: one of them was given to the stopped worker.
    await Promise.any(asked);
    process.kill(dying, 'SIGKILL');
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200]);
    await holdover.says('"a worker serves"', 4);
  }, 20_000);

  test('are logged as keeping old files only while they live', async () => {
    const dying = workerPids().at(-1) ?? 0;
    process.kill(dying, 'SIGSTOP');
    const before = holdover.stdout().split('"msg":"reloaded"').length - 1;
    holdover.signal('SIGHUP');
    await delay(500);
    process.kill(dying, 'SIGKILL');
    await holdover.says('"msg":"reloaded"', before + 1);
    await holdover.says('"a worker serves"', 5);
    expect(holdover.stdout()).not.toContain('a worker keeps the old files');
  }, 20_000);

  test('finish their requests at SIGTERM, lose no request of the lame-duck time, and end with 0', async () => {
    const ended = holdover.ended();
    const stop = load();
    await ask('GET /api/users?per_page=1');
    holdover.signal('SIGTERM');
    await holdover.says('"msg":"leaving"');
    const ready = await ask('GET /readyz', { base: holdover.admin });
    expect(ready.status).toBe(503);
    expect(ready.text).toContain('"draining":true');
    expect(await stop()).toEqual([200]);
    expect(await ended).toBe(0);
    expect(workerPids().filter(isAlive)).toEqual([]);
  });
});

describe('a worker that is being replaced at SIGTERM', () => {
  test('accepts no request, which would end with it', async () => {
    const held: ServerResponse[] = [];
    const tenant = createServer((_request, response) => void held.push(response)).listen(0, '127.0.0.1');
    await once(tenant, 'listening');
    const leaving = await startHoldover({
      HOLDOVER_WORKERS: '2',
      // With port 0 each worker would take another port, once the first ones have closed it.
      HOLDOVER_PORT: String(await freePort()),
      HOLDOVER_UPSTREAM_URL: `http://127.0.0.1:${(tenant.address() as AddressInfo).port}`,
      HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
    });
    const base = leaving.http;
    const asked = [0, 1].map(() => ask('GET /authorize', { base }).catch(() => undefined));
    while (held.length < 2) await delay(20);
    const [, pid = ''] = /"a worker serves","pid":(\d+)/.exec(leaving.stdout()) ?? [];
    process.kill(Number(pid), 'SIGKILL');
    await leaving.says('"a worker has ended and is replaced"');
    await delay(350);
    leaving.signal('SIGTERM');
    // In this time it would have begun to serve.
    await delay(2_000);
    await expect(ask('GET /authorize', { base })).rejects.toThrow('ECONNREFUSED');
    for (const response of held) response.end();
    expect(await leaving.ended()).toBe(0);
    expect((await Promise.all(asked)).map((reply) => reply?.status)).toEqual(
      expect.arrayContaining([200, undefined]),
    );
    await leaving.stop();
    tenant.close();
  }, 20_000);
});

describe('a worker that is still starting at SIGHUP', () => {
  test('has read the old files, and reads the new ones before the reload is reported', async () => {
    // It waits for Redis, and then serves without it.
    const silent = createTcpServer((socket) => socket.resume().on('error', () => undefined)).listen(
      0,
      '127.0.0.1',
    );
    await once(silent, 'listening');
    await listClients();
    const started = await startHoldover({
      HOLDOVER_WORKERS: '2',
      HOLDOVER_UPSTREAM_URL: sandbox.url,
      HOLDOVER_CLIENTS_FILE: join(folder, 'clients.json'),
      HOLDOVER_REDIS_URL: `redis://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
    });
    const pids = [...started.stdout().matchAll(/"a worker serves","pid":(\d+)/g)].map(([, pid]) =>
      Number(pid),
    );
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await started.says('"a worker has ended and is replaced"');
    await delay(1_500);
    const fresh = { client_id: 'late', client_secret: 'of a new client', kind: 'app' };
    await listClients([fresh]);
    started.signal('SIGHUP');
    await started.says('"a worker serves"', 3);
    await started.says('"msg":"reloaded"');
    const credentials = { clientId: fresh.client_id, clientSecret: fresh.client_secret };
    const asked = [1, 2, 3, 4].map(() => v1Token(started.http, credentials));
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(
      Array.from({ length: 4 }, () => 'fulfilled'),
    );
    await started.stop();
    silent.close();
  }, 30_000);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('workers that cannot start', () => {
  test('a second time, while Node’s binary is missing, leave the other alone, and are started when it is back', async () => {
    const node = join(folder, 'node');
    await copyFile(process.execPath, node);
    const env = {
      HOLDOVER_WORKERS: '2',
      HOLDOVER_UPSTREAM_URL: 'http://127.0.0.1:9',
      HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
      HOLDOVER_LAME_DUCK_MS: '0',
    };
    const started = await startHoldover(env, node);
    await rename(node, `${node}.old`);
    process.kill(Number(/"a worker serves","pid":(\d+)/.exec(started.stdout())?.[1]), 'SIGKILL');
    await started.says('"a worker could not be started and is tried again"', 2);
    expect((await ask('GET /api/users', { base: started.http })).status).toBe(401);
    await rename(`${node}.old`, node);
    await started.says('"a worker serves"', 3);
    expect(await started.stop()).toBe(0);
  }, 30_000);

  test('because the port is taken end the program with 78 and one message', async () => {
    const taken = await startHoldover({ HOLDOVER_TLS_PORT: '0' });
    const start = startHoldover({
      HOLDOVER_WORKERS: '2',
      HOLDOVER_PORT: new URL(taken.http).port,
      HOLDOVER_UPSTREAM_URL: 'http://127.0.0.1:9',
      HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
    });
    const port = new URL(taken.http).port;
    await expect(start).rejects.toThrow(
      new RegExp(`ended with 78 .*:\\nHOLDOVER_PORT: 127.0.0.1:${port} is already in use\\n$`),
    );
    await taken.stop();
  });
});
