import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { residentBytes } from '../support/resident-bytes.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';

const mib = 1024 * 1024;
const connections = 2_000;

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 3 });
});

afterAll(async () => {
  await sandbox.close();
});

/** A gateway in its usual configuration, and the time until it was ready, in milliseconds. */
async function ready(): Promise<{ holdover: RunningHoldover; tookMs: number }> {
  const { clientId, clientSecret } = demoClients.service;
  const start = performance.now();
  const holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_UPSTREAM_CLIENT_ID: clientId,
    HOLDOVER_UPSTREAM_CLIENT_SECRET: clientSecret,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
  });
  while ((await fetch(`${holdover.admin}/readyz`)).status !== 200) await delay(10);
  return { holdover, tookMs: performance.now() - start };
}

/** The median of several samples, in MiB. */
async function resident({ pid }: RunningHoldover): Promise<number> {
  const looks: number[] = [];
  while (looks.length < 5) {
    await delay(200);
    looks.push(residentBytes(pid) / mib);
  }
  return looks.sort((a, b) => a - b)[2] ?? NaN;
}

/** A connection on which a request has been passed through and answered. */
async function answered({ http }: RunningHoldover): Promise<Socket> {
  const { hostname, port, host } = new URL(http);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.write(`GET /nothing HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 404 /);
  return socket.resume();
}

/** This many connections; none is closed before all are there. */
async function crowd(holdover: RunningHoldover): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < connections)
    sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => answered(holdover)))));
  return sockets;
}

test('a gateway is ready in 1.5 s, idles in 90 MiB, and 2,000 idle connections that have been served take 60 MiB more', async () => {
  const times: number[] = [];
  const idle: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    const { holdover, tookMs } = await ready();
    times.push(tookMs);
    idle.push(await resident(holdover));
    await holdover.stop();
  }
  const { holdover } = await ready();
  // A first crowd takes the memory that the requests themselves need.
  for (let n = 0; n < connections; n += 50)
    for (const socket of await Promise.all(Array.from({ length: 50 }, () => answered(holdover))))
      socket.destroy();
  const before = await resident(holdover);
  const sockets = await crowd(holdover);
  const more = (await resident(holdover)) - before;
  const open = sockets.filter(({ destroyed, readableEnded }) => !destroyed && !readableEnded);
  for (const socket of sockets) socket.destroy();
  await holdover.stop();
  const told = {
    readyMs: times.map(Math.round),
    idleMiB: idle.map(Math.round),
    connectionsMiB: Math.round(more),
  };
  process.stdout.write(`${JSON.stringify(told)}\n`);

  // Other load on the machine makes a start slower, and never faster.
  expect(Math.min(...times)).toBeLessThan(1_500);
  expect(Math.max(...idle)).toBeLessThan(90);
  expect(open).toHaveLength(connections);
  expect(more).toBeLessThan(60);
});
