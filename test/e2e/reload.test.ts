import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connect } from 'node:tls';
import { createDemoCertificate, type DemoCertificate } from '../../src/gateway/ports/demo-certificate.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { startTenantFront, type TenantFront } from '../support/tenant-front.js';
import { v1Token } from '../support/v1-token.js';

const reloads = 50;
const reloaded = '"msg":"reloaded"';
const refused = '"msg":"not reloaded, the old files stay in use"';

let folder: string;
let sandbox: Sandbox;
let front: TenantFront;
let certificates: readonly [DemoCertificate, DemoCertificate];
let holdover: RunningHoldover;
let base: string;
const steadyKey = newKey();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-reload-'));
  certificates = [await createDemoCertificate(), await createDemoCertificate()];
  sandbox = await startSandbox({ seedUsers: 3 });
  front = await startTenantFront(sandbox.url);
  await mkdir(join(folder, 'map', 'guests'), { recursive: true });
  await writeFiles(0);
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: front.url,
    HOLDOVER_UPSTREAM_AUDIENCE: `${sandbox.url}/api/v2/`,
    HOLDOVER_UPSTREAM_CLIENT_ID: demoClients.service.clientId,
    HOLDOVER_UPSTREAM_CLIENT_SECRET_FILE: join(folder, 'service-secret'),
    HOLDOVER_TOKEN_KEY_FILE: join(folder, 'token-key'),
    HOLDOVER_ROUTES_MAP: `${resolve('routes-map')},${join(folder, 'map')}`,
    // The slow request outlasts all reloads.
    HOLDOVER_UPSTREAM_TIMEOUT_MS: '120000',
    HOLDOVER_CLIENTS_FILE: join(folder, 'clients.yaml'),
    HOLDOVER_TLS_PORT: '0',
    HOLDOVER_TLS_CERT_FILE: join(folder, 'cert.pem'),
    HOLDOVER_TLS_KEY_FILE: join(folder, 'key.pem'),
  });
  base = (holdover.https ?? '').replace('localhost', '127.0.0.1');
}, 60_000);

afterAll(async () => {
  await holdover.stop();
  await front.close();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

function newKey(): string {
  return randomBytes(32).toString('base64url');
}

const flawed = ['clients', 'cert', 'key', 'token-key', 'map'] as const;

/** Every third generation is invalid, in one file after the other. */
function isBroken(generation: number): boolean {
  return generation % 3 === 0 && generation > 0;
}

function guestOf(generation: number): { clientId: string; clientSecret: string } {
  return { clientId: `guest-${generation}`, clientSecret: 'guest-secret' };
}

/** The steady client and key, a guest, a key and an entry of this generation, and one of the two certificates. */
async function writeFiles(generation: number): Promise<void> {
  const { cert, key } = certificates[generation % 2 === 0 ? 0 : 1];
  const other = certificates[generation % 2 === 0 ? 1 : 0];
  const flaw = isBroken(generation) ? flawed[(generation / 3) % flawed.length] : undefined;
  const { clientId, clientSecret } = guestOf(generation);
  const clients = [
    { client_id: 'steady', client_secret: 'steady-secret', kind: 'app' },
    { client_id: clientId, client_secret: clientSecret, kind: flaw === 'clients' ? 'boss' : 'app' },
  ];
  await Promise.all([
    writeFile(join(folder, 'clients.yaml'), JSON.stringify(clients)),
    writeFile(join(folder, 'cert.pem'), flaw === 'cert' ? cert.slice(0, 200) : cert),
    writeFile(join(folder, 'key.pem'), flaw === 'key' ? other.key : key),
    writeFile(join(folder, 'service-secret'), demoClients.service.clientSecret),
    writeFile(join(folder, 'token-key'), flaw === 'token-key' ? 'short' : `${steadyKey},${newKey()}`),
    writeFile(join(folder, 'map', 'guests', 'get.yaml'), entryOf(generation, flaw === 'map')),
  ]);
}

/** The text of the entry's answer shows which map is in use. */
function entryOf(generation: number, broken: boolean): string {
  const v1 = broken ? 'GET guests' : 'GET /api/guests';
  return JSON.stringify({ summary: 'Guests.', change: 'None.', v1, gone: `Generation ${generation}.` });
}

interface Asking {
  readonly agent: Agent;
  readonly token: string;
  /** Collects the used connections. */
  readonly sockets?: Set<Socket>;
}

function get(path: string, { agent, token, sockets }: Asking): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    request(`${base}${path}`, { agent, headers }, (answer) => {
      answer.resume().on('end', () => {
        resolve(answer.statusCode ?? 0);
      });
    })
      .on('socket', (socket) => sockets?.add(socket))
      .on('error', reject)
      .end();
  });
}

function agentOf(keepAlive: boolean): Agent {
  return new Agent({ keepAlive, maxSockets: 1, ca: certificates.map(({ ca }) => ca) });
}

/** The generation of the map that serves a new request. */
async function mapInUse(token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${holdover.http}/api/guests`, { headers });
  const { message } = (await answer.json()) as { message: string };
  if (answer.status === 503 && hasShed()) return mapInUse(token);
  return Number(/Generation (\d+)/.exec(message)?.[1]);
}

/** The certificate of a new connection, as PEM. */
async function shownCertificate(): Promise<string> {
  const socket = connect({
    host: '127.0.0.1',
    port: Number(new URL(base).port),
    ca: certificates.map(({ ca }) => ca),
  });
  await once(socket, 'secureConnect');
  const pem = socket.getPeerX509Certificate()?.toString() ?? '';
  socket.destroy();
  return pem.trim();
}

async function tokenStatus(generation: number): Promise<number> {
  const status = await v1Token(holdover.http, guestOf(generation)).then(
    () => 200,
    (error: unknown) => Number(/No v1 token: (\d+)/.exec(String(error))?.[1]),
  );
  return status === 503 && hasShed() ? tokenStatus(generation) : status;
}

/** On a slow machine reading a map takes so long that successive reloads are an overload. */
function hasShed(): boolean {
  return holdover.stdout().includes('"msg":"overloaded');
}

async function untilCalm(): Promise<void> {
  const overloads = holdover.stdout().split('"msg":"overloaded').length - 1;
  if (overloads > 0) await holdover.says('"msg":"no longer overloaded', overloads);
}

/** Repeats a request until it is told to stop. */
function keepAsking(ask: () => Promise<number>): () => Promise<number[]> {
  const statuses: number[] = [];
  const over = new AbortController();
  const asking = (async () => {
    while (!over.signal.aborted) statuses.push(await ask());
  })();
  return async () => {
    over.abort();
    await asking;
    return statuses;
  };
}

/** A request that the tenant answers when the test says so. */
async function slowRequest(token: string): Promise<{ answer: Promise<number>; finish: () => void }> {
  let arrive: (response: ServerResponse) => void = () => undefined;
  const arrived = new Promise<ServerResponse>((resolve) => (arrive = resolve));
  front.intercept = (call, response) => {
    if (call !== 'GET /slow') return false;
    arrive(response);
    return true;
  };
  const answer = get('/slow', { agent: agentOf(false), token });
  const response = await arrived;
  return { answer, finish: () => response.end('done') };
}

describe('fifty reloads, a third of them with invalid files,', () => {
  test('drop no request and no connection, change all or nothing, and log one line each', async () => {
    const token = await v1Token(holdover.http, { clientId: 'steady', clientSecret: 'steady-secret' });
    const kept = { agent: agentOf(true), token, sockets: new Set<Socket>() };
    const slow = await slowRequest(token);
    const stops = [kept, { agent: agentOf(false), token }, { agent: agentOf(false), token }].map((asking) =>
      keepAsking(() => get('/api/users?per_page=1', asking)),
    );
    let good = 0;
    const counts = { reloaded: 0, refused: 0 };
    for (let generation = 1; generation <= reloads; generation += 1) {
      await writeFiles(generation);
      holdover.signal('SIGHUP');
      if (isBroken(generation)) await holdover.says(refused, (counts.refused += 1));
      else await holdover.says(reloaded, (counts.reloaded += 1));
      const before = good;
      if (!isBroken(generation)) good = generation;
      expect([generation, await shownCertificate()]).toEqual([
        generation,
        certificates[good % 2 === 0 ? 0 : 1].cert.trim(),
      ]);
      expect([generation, await tokenStatus(good)]).toEqual([generation, 200]);
      expect([generation, await mapInUse(token)]).toEqual([generation, good]);
      // The guest of a refused file is never accepted, that of an earlier file no longer.
      if (isBroken(generation)) expect(await tokenStatus(generation)).toBe(404);
      else if (generation % 3 === 2) expect(await tokenStatus(before)).toBe(404);
    }
    const statuses = (await Promise.all(stops.map((stop) => stop()))).flat();
    expect(statuses.length).toBeGreaterThan(reloads);
    expect(new Set(statuses.filter((status) => status !== 503 || !hasShed()))).toEqual(new Set([200]));
    slow.finish();
    expect(await slow.answer).toBe(200);
    expect(kept.sockets.size).toBe(1);
    const lines = holdover.stdout().split('\n');
    expect(lines.filter((line) => line.includes(reloaded))).toHaveLength(counts.reloaded);
    expect(lines.filter((line) => line.includes(refused))).toHaveLength(counts.refused);
  }, 120_000);

  test('remove a token key, and with it the validity of what it has sealed', async () => {
    const client = { clientId: 'steady', clientSecret: 'steady-secret' };
    await untilCalm();
    const token = await v1Token(holdover.http, client);
    const agent = agentOf(true);
    expect(await get('/api/users?per_page=1', { agent, token })).toBe(200);
    await writeFile(join(folder, 'token-key'), newKey());
    const before = holdover.stdout().split(reloaded).length - 1;
    holdover.signal('SIGHUP');
    await holdover.says(reloaded, before + 1);
    expect(await get('/api/users?per_page=1', { agent, token })).toBe(401);
    const renewed = await v1Token(holdover.http, client);
    expect(await get('/api/users?per_page=1', { agent, token: renewed })).toBe(200);
    agent.destroy();
  });

  test('with a service secret that the tenant refuses are logged, and the gateway is not ready until it is corrected', async () => {
    const written = join(folder, 'service-secret');
    const readiness = async (): Promise<number> => {
      const answer = await fetch(`${holdover.admin}/readyz`);
      await answer.text();
      return answer.status;
    };
    while ((await readiness()) !== 200);
    await writeFile(written, 'another-secret');
    holdover.signal('SIGHUP');
    await holdover.says('no v2 token for the service client');
    expect(await readiness()).toBe(503);
    await writeFile(written, demoClients.service.clientSecret);
    holdover.signal('SIGHUP');
    await holdover.says('gives a v2 token to the service client now');
    expect(await readiness()).toBe(200);
    expect(holdover.stdout()).not.toContain('another-secret');
  });
});
