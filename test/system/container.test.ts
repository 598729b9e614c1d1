import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { demoClients } from '../../src/sandbox/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { v1Token } from '../support/v1-token.js';

/*
 * What a strict container gives the process: it is number 1, nobody's user, on a file system that it cannot write,
 * without a home, with little memory and few open files. A container engine is not needed for that: namespaces are
 * what it uses as well.
 */
const openFiles = 256;
const script = `
  mount -t proc proc /proc && mount -o remount,bind,ro / || exit 99
  ulimit -n ${openFiles}
  cd /
  exec setpriv --reuid 65532 --regid 65532 --clear-groups --no-new-privs "$@"
`;

let sandbox: Sandbox;
let contained: Contained;

interface Contained {
  readonly child: ChildProcess;
  readonly http: string;
  readonly admin: string;
  readonly pid: number;
}

beforeEach(async () => {
  sandbox = await startSandbox({ seedUsers: 5 });
  contained = await startContained();
});

afterEach(async () => {
  await kill();
  await sandbox.close();
});

async function startContained(): Promise<Contained> {
  const env = {
    HOLDOVER_PORT: '0',
    HOLDOVER_ADMIN_PORT: '0',
    HOLDOVER_LAME_DUCK_MS: '500',
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_UPSTREAM_CLIENT_ID: demoClients.service.clientId,
    HOLDOVER_UPSTREAM_CLIENT_SECRET: demoClients.service.clientSecret,
    HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
  };
  const program = [process.execPath, '--max-old-space-size=96', resolve('dist/main.js')];
  const apart = ['--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'];
  const child = spawn('unshare', [...apart, 'bash', '-c', script, 'bash', ...program], {
    env: { ...env, PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8');
  for await (const text of child.stdout) {
    printed += String(text);
    const line = printed
      .split('\n')
      .slice(0, -1)
      .find((each) => each.includes('"listening"'));
    if (line === undefined) continue;
    child.stdout.resume();
    return {
      child,
      pid: await childOf(child.pid ?? 0),
      ...(JSON.parse(line) as { http: string; admin: string }),
    };
  }
  throw new Error(`It ended before it listened: ${printed}`);
}

/** Number 1 itself: who changes its user is not told any more when its parent dies. */
async function kill(): Promise<void> {
  const { child, pid } = contained;
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  process.kill(pid, 'SIGKILL');
  await gone;
}

/** The number that the process has out here. */
async function childOf(pid: number): Promise<number> {
  return Number((await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim());
}

async function statusOf(path: string, token: string): Promise<number> {
  const answer = await fetch(`${contained.http}${path}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  });
  await answer.text();
  return answer.status;
}

test('it is number 1, unprivileged, on a file system that it cannot write', async () => {
  const status = await readFile(`/proc/${contained.pid}/status`, 'utf8');
  expect(status).toMatch(/^NSpid:\s+\d+\s+1$/m);
  expect(status).toMatch(/^Uid:\s+65532\s+65532\s+65532\s+65532$/m);
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
  expect(await readFile(`/proc/${contained.pid}/mounts`, 'utf8')).toMatch(/^\S+ \/ \S+ ro,/m);
});

test('number 1 finishes what is in flight after SIGTERM, and exits 0', async () => {
  const token = await v1Token(contained.http, demoClients.service);
  const asked = Array.from({ length: 80 }, () => statusOf('/api/users?per_page=5', token));
  await Promise.race(asked);
  process.kill(contained.pid, 'SIGTERM');
  expect(new Set(await Promise.all(asked))).toEqual(new Set([200]));
  const [code] = (await once(contained.child, 'exit')) as [number];
  expect(code).toBe(0);
});

test('more connections than it has files for are turned away, the others are served, and when they have gone all is well', async () => {
  const token = await v1Token(contained.http, demoClients.service);
  const { hostname, port } = new URL(contained.http);
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
  expect((await fetch(`${contained.admin}/livez`)).status).toBe(200);
  while (sockets.every(({ destroyed }) => !destroyed)) await delay(10);
  const kept = sockets.filter(({ destroyed }) => !destroyed);
  expect(kept.length).toBeGreaterThan(50);
  const [first] = kept;
  first?.write(`GET /api/users?per_page=1 HTTP/1.1\r\nHost: v1\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  const [answer] = (await once(first as Socket, 'data')) as [Buffer];
  expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 200 /);
  for (const socket of sockets) socket.destroy();
  const statuses = await Promise.all(
    Array.from({ length: 50 }, () => statusOf('/api/users?per_page=1', token)),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(contained.child.exitCode).toBeNull();
});

test('a SIGTERM while it still starts is heard', async () => {
  const starting = spawn(
    'unshare',
    ['--pid', '--fork', '--kill-child', process.execPath, resolve('dist/main.js'), 'sandbox', '--port', '0'],
    { stdio: 'ignore' },
  );
  let pid = 0;
  while (pid === 0) pid = await childOf(starting.pid ?? 0).catch(() => 0);
  const ended = once(starting, 'exit');
  // Node itself takes a moment before it runs a line of the program, and nobody can listen before that.
  const again = setInterval(() => {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // It has gone since.
    }
  }, 5);
  const [code] = (await ended) as [number];
  clearInterval(again);
  expect(code).toBe(143);
});
