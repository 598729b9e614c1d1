import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { calmed, pulseOf, type Pulse } from '../support/fuzz-run.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { startTenantFront, type TenantFront } from '../support/tenant-front.js';
import { v1Token } from '../support/v1-token.js';
import { startLoad, type Done } from './chaos-load.js';
import { watchMemory } from './watch-memory.js';

let sandbox: Sandbox;
let front: TenantFront;
let holdover: RunningHoldover;
let token: string;
let before: Pulse;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 50 });
  front = await startTenantFront(sandbox.url);
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: front.url,
    HOLDOVER_UPSTREAM_AUDIENCE: `${sandbox.url}/api/v2/`,
    HOLDOVER_UPSTREAM_CLIENT_ID: demoClients.service.clientId,
    HOLDOVER_UPSTREAM_CLIENT_SECRET: demoClients.service.clientSecret,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
  });
  token = await v1Token(holdover.http, demoClients.service);
  await good(50, delay(1_000));
});

afterAll(async () => {
  await holdover.stop();
  await front.close();
  await sandbox.close();
});

beforeEach(async () => {
  front.reset();
  before = await pulseOf(holdover);
});

afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});

const opened: Socket[] = [];

/** A connection that is not read until the test says so. */
async function open(): Promise<Socket> {
  const { hostname, port } = new URL(holdover.http);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => undefined);
  opened.push(socket);
  await once(socket, 'connect');
  return socket;
}

function openAll(count: number): Promise<Socket[]> {
  return Promise.all(Array.from({ length: count }, open));
}

/** Resolves with the received bytes once the other side has closed the connection. */
async function closed(socket: Socket): Promise<string> {
  let got = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (got += chunk));
  await once(socket, 'close');
  return got;
}

/** Well-behaved clients at this rate, until the end of the test. */
async function good(perSecond: number, over: Promise<unknown>): Promise<readonly Done[]> {
  const nextErrand = () => ({ kind: 'list', token, method: 'GET', path: '/api/users?per_page=1' });
  const load = startLoad({ base: () => holdover.http, perSecond, seed: 1, nextErrand });
  await over;
  await load.stop();
  return load.done;
}

/** The limit for 99 of 100 requests, on a machine that does other things as well. */
const usualMs = 1_500;

function expectServed(done: readonly Done[]): void {
  expect(new Set(done.map(({ status }) => status))).toEqual(new Set([200]));
  const took = done.map(({ startedAtMs, endedAtMs }) => endedAtMs - startedAtMs).sort((a, b) => a - b);
  expect(took[Math.floor(took.length * 0.99)]).toBeLessThan(usualMs);
}

async function expectCalm(): Promise<void> {
  const after = await calmed(holdover, before);
  expect(after.inFlight).toBe(0);
  expect(after.files).toBeLessThanOrEqual(before.files);
}

/** Sends one more piece at this interval in milliseconds, on all connections that are still open. */
function drip(sockets: readonly Socket[], piece: string, everyMs: number): () => void {
  const timer = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write(piece);
  }, everyMs);
  return () => {
    clearInterval(timer);
  };
}

describe('clients that send slowly', () => {
  test('500 heads, a byte a second, are cut after ten seconds, and other clients are served in time', async () => {
    const slow = await openAll(500);
    const began = performance.now();
    for (const socket of slow) socket.write('GET / HTTP/1.1\r\nX-A: ');
    const stop = drip(slow, 'a', 1_000);
    const all = Promise.all(slow.map(closed));
    expectServed(await good(100, all));
    stop();
    expect(performance.now() - began).toBeLessThan(13_000);
    for (const text of await all) expect(text).toMatch(/^HTTP\/1\.1 408 /);
    await expectCalm();
  });

  test('200 bodies, ten bytes a second, are answered 408, and nothing of them reaches the tenant', async () => {
    const slow = await openAll(200);
    const began = performance.now();
    for (const [at, socket] of slow.entries()) {
      const target = at % 2 === 0 ? '/api/users' : '/oauth/token';
      const head = `POST ${target} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n`;
      socket.write(`${head}Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{`);
    }
    const stop = drip(slow, ' '.repeat(10), 1_000);
    const all = Promise.all(slow.map(closed));
    expectServed(await good(50, all));
    stop();
    expect(performance.now() - began).toBeLessThan(35_000);
    for (const text of await all) expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(front.calls.filter((call) => call.startsWith('POST'))).toEqual([]);
    await expectCalm();
  }, 60_000);
});

describe('clients that do not read', () => {
  // Each asks for another user, because equal concurrent reads become one call.
  const big = JSON.stringify({ user_id: 'auth0|big', app_metadata: { blob: 'a'.repeat(8 * 1024 * 1024) } });

  const inAllMiB = 256;
  /** More than 100 clients that do read cost, which is due to Node: it collects buffers when they are many. */
  const moreMiB = 64;

  function request(target: string): string {
    return `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  }

  test.each([
    ['that pass through', '/api/v2/users/auth0%7Cbig'],
    ['of v1', '/api/users/auth0%7Cbig'],
  ])(
    'cost a bounded memory when 100 ask for answers of 8 MiB %s, and lose their connections after a minute',
    async (_what, target) => {
      front.intercept = (call, response) => {
        if (!call.startsWith('GET /api/v2/users/auth0%7Cbig')) return false;
        response.writeHead(200, { 'content-type': 'application/json' }).end(big);
        return true;
      };
      const stop = await watchMemory(holdover.pid);
      // On a machine that does other things as well some are answered 503, and try again.
      for (let read = 0; read < 100;) {
        const sockets = await openAll(10);
        for (const [index, socket] of sockets.entries()) socket.write(request(target + String(index)));
        const texts = await Promise.all(sockets.map(closed));
        read += texts.filter(({ length }) => length > big.length).length;
      }
      const reading = stop();
      const stopAgain = await watchMemory(holdover.pid);
      const slow = await openAll(100);
      const ended = slow.map((socket) => once(socket, 'close'));
      for (const [index, socket] of slow.entries()) socket.pause().write(request(target + String(index)));
      await good(10, delay(75_000));
      for (const socket of slow) socket.resume();
      await Promise.all(ended);
      const { most } = stopAgain();
      const told = `${reading.before} MiB before, ${reading.most} with clients that read, ${most} with those that do not`;
      process.stdout.write(`${target}: ${told}\n`);
      expect(most - reading.before).toBeLessThan(inAllMiB);
      expect(most - reading.most).toBeLessThan(moreMiB);
      await expectCalm();
    },
    150_000,
  );
});

test('5,000 connections that are reset leave no file open', async () => {
  for (let round = 0; round < 50; round += 1) {
    for (const socket of await openAll(100)) {
      if (round % 2 === 0) socket.write('GET /api/users HTTP/1.1\r\nHost: a\r\n\r\n');
      socket.resetAndDestroy();
    }
  }
  await expectCalm();
  expectServed(await good(50, delay(2_000)));
});
