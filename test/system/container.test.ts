import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { v1Token } from '../support/v1-token.js';
import { childOf, startContainer, type Container, type ContainerOptions } from './container.js';
import { freePort } from './free-port.js';
import { buildImage, type Image } from './image.js';

const openFiles = 256;

let image: Image;
let sandbox: Sandbox;
const started: Container[] = [];

beforeAll(async () => {
  [image, sandbox] = await Promise.all([buildImage(), startSandbox({ seedUsers: 5 })]);
}, 400_000);

afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each.kill()));
});

afterAll(async () => {
  await sandbox.close();
  await image.remove();
});

async function start(options: ContainerOptions = {}): Promise<Container> {
  const container = await startContainer(image, options);
  started.push(container);
  return container;
}

/** With the sandbox as its tenant, and little memory. */
function startOnTenant({ env, ...more }: ContainerOptions = {}): Promise<Container> {
  return start({
    ...more,
    env: {
      NODE_OPTIONS: '--max-old-space-size=96',
      HOLDOVER_UPSTREAM_URL: sandbox.url,
      HOLDOVER_UPSTREAM_CLIENT_ID: demoClients.service.clientId,
      HOLDOVER_UPSTREAM_CLIENT_SECRET: demoClients.service.clientSecret,
      HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
      ...env,
    },
  });
}

async function statusOf({ http }: Container, path: string, token: string): Promise<number> {
  const answer = await fetch(`${http}${path}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  });
  await answer.text();
  return answer.status;
}

/** The file systems that the process of the container sees. */
function mountsOf({ pid }: Container): { at: string; isReadOnly: boolean }[] {
  return readFileSync(`/proc/${pid}/mounts`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([, at = '', , options = '']) => ({ at, isReadOnly: options.split(',').includes('ro') }));
}

describe('the image', () => {
  test('holds the program, its map and its production dependencies, and nothing else', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const app = join(image.root, image.settings.directory);
    expect(readdirSync(app).sort()).toEqual([
      'LICENSE',
      'dist',
      'node_modules',
      'package.json',
      'routes-map',
    ]);
    const installed = readdirSync(join(app, 'node_modules'));
    for (const name of Object.keys(dependencies)) expect(installed).toContain(name.split('/')[0]);
    for (const name of ['typescript', 'jest', 'eslint', '@swc', 'prettier'])
      expect(installed).not.toContain(name);
    const names = readdirSync(app, { recursive: true }) as string[];
    expect(
      names.filter((name) => /(?:^|\/)(?:\.env|\.git|\.npmrc|.*\.pem|.*\.test\.js)$/.test(name)),
    ).toEqual([]);
  });
});

describe('in a strict container', () => {
  test('the program is process 1, runs as the image’s user without capabilities, and has read-only file systems', async () => {
    const container = await startOnTenant();
    const status = readFileSync(`/proc/${container.pid}/status`, 'utf8');
    expect(status).toMatch(/^NSpid:\s+\d+\s+1$/m);
    expect(status).toMatch(/^Uid:\s+65532\s+65532\s+65532\s+65532$/m);
    expect(status).toMatch(/^Gid:\s+65532\s+65532\s+65532\s+65532$/m);
    expect(status).toMatch(/^Groups:\s*$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    for (const set of ['CapEff', 'CapPrm', 'CapBnd', 'CapInh'])
      expect(status).toMatch(new RegExp(`^${set}:\\s+0+$`, 'm'));
    expect(readlinkSync(`/proc/${container.pid}/root`)).not.toBe('/');
    const writable = mountsOf(container).filter(({ isReadOnly }) => !isReadOnly);
    expect(writable.map(({ at }) => at).filter((at) => !at.startsWith('/dev/'))).toEqual(['/proc']);
    expect(container.output()).toContain(`"upstream":"${sandbox.url}"`);
  });

  test('the program gives a v1 token and serves with it, and prints nothing but its log', async () => {
    const container = await startOnTenant();
    const token = await v1Token(container.http, demoClients.service);
    expect(await statusOf(container, '/api/users?per_page=1', token)).toBe(200);
    const lines = container.output().split('\n').filter(Boolean);
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([]);
  });

  test('the health check succeeds while the program is ready, and fails when it drains', async () => {
    const container = await startOnTenant({
      env: { HOLDOVER_ADMIN_PORT: String(await freePort()), HOLDOVER_LAME_DUCK_MS: '20000' },
    });
    while ((await fetch(`${container.admin}/readyz`)).status !== 200);
    expect(await container.health()).toEqual({ code: 0, text: expect.stringContaining('/readyz 200') });
    process.kill(container.pid, 'SIGTERM');
    while ((await fetch(`${container.admin}/readyz`)).status !== 503);
    expect(await container.health()).toEqual({ code: 1, text: expect.stringContaining('/readyz 503') });
  });

  test('the program writes nothing, even where /tmp is writable', async () => {
    const container = await startOnTenant({ tmp: true });
    const token = await v1Token(container.http, demoClients.service);
    expect(await statusOf(container, '/api/users?per_page=1', token)).toBe(200);
    expect(readdirSync(`/proc/${container.pid}/root/tmp`)).toEqual([]);
  });

  test('the demo starts where /tmp is writable, and otherwise says what it lacks', async () => {
    const demo = await start({ tmp: true, env: { HOLDOVER_TLS_PORT: '0' } });
    const token = await v1Token(demo.http, demoClients.app);
    expect(await statusOf(demo, '/api/users?per_page=1', token)).toBe(200);
    const nowhere = await start();
    expect([await nowhere.ended, nowhere.output()]).toEqual([
      78,
      'The demo needs a folder that it can write: /app, or one in /tmp (a container: --tmpfs /tmp)\n',
    ]);
  });

  test('an invalid configuration ends the program with 78 and an unknown command with 2, each with a line about the reason', async () => {
    const wrong = await startOnTenant({ env: { HOLDOVER_PORT: 'x' } });
    expect([await wrong.ended, wrong.output()]).toEqual([
      78,
      'HOLDOVER_PORT must be a port from 0 to 65535\n',
    ]);
    const strange = await start({ args: ['frobnicate'] });
    expect(await strange.ended).toBe(2);
    const check = await start({ args: ['check'] });
    expect([await check.ended, check.output()]).toEqual([0, expect.stringContaining('The map is whole')]);
  });

  test('process 1 reads its files again at SIGHUP, and serves on', async () => {
    const container = await startOnTenant();
    const token = await v1Token(container.http, demoClients.service);
    process.kill(container.pid, 'SIGHUP');
    await container.says('"msg":"reloaded"');
    expect(await statusOf(container, '/api/users?per_page=1', token)).toBe(200);
  });

  test('process 1 finishes requests in flight after SIGTERM, and exits 0', async () => {
    const container = await startOnTenant();
    const token = await v1Token(container.http, demoClients.service);
    // Each asks for another page, because equal concurrent reads become one call.
    const asked = Array.from({ length: 80 }, (_, page) =>
      statusOf(container, `/api/users?per_page=5&page=${String(page)}`, token),
    );
    await Promise.race(asked);
    process.kill(container.pid, 'SIGTERM');
    expect(new Set(await Promise.all(asked))).toEqual(new Set([200]));
    expect(await container.ended).toBe(0);
  });

  test('connections above the limit of open files are closed, the others are served, and service recovers after them', async () => {
    const container = await startOnTenant({ openFiles });
    const token = await v1Token(container.http, demoClients.service);
    const { hostname, port } = new URL(container.http);
    const open = (): Promise<Socket> =>
      new Promise((settle) => {
        const socket = connect(Number(port), hostname);
        socket
          .on('error', () => undefined)
          .once('close', () => {
            settle(socket);
          });
        socket.once('connect', () => {
          settle(socket);
        });
      });
    const sockets = await Promise.all(Array.from({ length: 2 * openFiles }, open));
    expect((await fetch(`${container.admin}/livez`)).status).toBe(200);
    while (sockets.every(({ destroyed }) => !destroyed)) await delay(10);
    const kept = sockets.filter(({ destroyed }) => !destroyed);
    expect(kept.length).toBeGreaterThan(50);
    const [first] = kept;
    first?.write(`GET /api/users?per_page=1 HTTP/1.1\r\nHost: v1\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    const [answer] = (await once(first as Socket, 'data')) as [Buffer];
    expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 200 /);
    for (const socket of sockets) socket.destroy();
    const statuses = await Promise.all(
      Array.from({ length: 50 }, () => statusOf(container, '/api/users?per_page=1', token)),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});

test('a SIGTERM during the start ends the program', async () => {
  const starting = spawn(
    'unshare',
    ['--pid', '--fork', '--kill-child', process.execPath, resolve('dist/main.js'), 'sandbox', '--port', '0'],
    { stdio: 'ignore' },
  );
  let pid = 0;
  while (pid === 0) pid = await childOf(starting.pid ?? 0).catch(() => 0);
  const ended = once(starting, 'exit');
  // Node itself takes a moment before it runs a line of the program, and no handler exists before that.
  const again = setInterval(() => {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // The process has already ended.
    }
  }, 5);
  const [code] = (await ended) as [number];
  clearInterval(again);
  expect(code).toBe(143);
});
