import { execFile, spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { demoClients, demoUser } from '../../src/sandbox/demo/demo-tenant.js';
import { V1Caller } from '../support/native-v1.js';

const program = resolve('dist/main.js');
const key = 'A'.repeat(43);
const anyPorts = {
  HOLDOVER_PORT: '0',
  HOLDOVER_TLS_PORT: '0',
  HOLDOVER_ADMIN_PORT: '0',
  HOLDOVER_LAME_DUCK_MS: '0',
};
const { PATH = '' } = process.env;

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdover-process-'));
  cleanUps.push(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program until it ends by itself. */
async function ended(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { cwd: emptyFolder(), env: { PATH, ...env } });
  cleanUps.push(() => child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

interface Running {
  readonly child: ChildProcess;
  readonly listening: Readonly<Record<'http' | 'https' | 'admin' | 'upstream', string>>;
  readonly stdout: () => string;
  /** Resolves when the output contains this text. */
  readonly says: (text: string) => Promise<void>;
  /** The exit code. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** Starts the program, and resolves once it listens. */
async function running(
  env: Record<string, string> = {},
  cwd = emptyFolder(),
  onStart: (child: ChildProcess) => void = () => undefined,
): Promise<Running> {
  const child = spawn(process.execPath, [program], { cwd, env: { PATH, ...anyPorts, ...env } });
  onStart(child);
  cleanUps.push(() => child.kill('SIGKILL'));
  let output = '';
  const looks = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const look of looks) look();
    });
  }
  const exited = once(child, 'close') as Promise<[number | null]>;
  const says = async (text: string): Promise<void> => {
    const said = new Promise<void>((resolve) => {
      const look = (): void => {
        if (output.includes(text)) resolve();
      };
      looks.add(look);
      look();
    });
    const over = exited.then(([code]) => {
      if (!output.includes(text))
        throw new Error(`It ended with ${String(code)} and never said ${text}:\n${output}`);
    });
    await Promise.race([said, over]);
  };
  await says('"msg":"listening"');
  const line = output.split('\n').find((each) => each.includes('"msg":"listening"')) ?? '';
  return {
    child,
    listening: JSON.parse(line) as Running['listening'],
    stdout: () => output,
    says,
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}

async function tenant(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return urlOf(server);
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function withTenant(url: string): Record<string, string> {
  return { HOLDOVER_UPSTREAM_URL: url, HOLDOVER_TOKEN_KEY: key, HOLDOVER_TLS_PORT: '' };
}

function getToken(base: string, { clientId, clientSecret }: { clientId: string; clientSecret: string }) {
  const fields = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  return fetch(`${base}/oauth/token`, { method: 'POST', body: new URLSearchParams(fields) });
}

describe('the demo', () => {
  test('prints its addresses and three command lines that work as they are, each on its own', async () => {
    const { stdout, says, listening } = await running();
    await says('/metadata');
    const text = stdout();
    for (const url of [listening.http, listening.https, listening.admin, listening.upstream])
      expect(text).toContain(url);
    for (const client of [demoClients.global, demoClients.app]) {
      expect(text).toContain(client.clientId);
      expect(text).toContain(client.clientSecret);
    }
    const lines = text.split('\n').filter((line) => line.startsWith('curl '));
    expect(lines).toHaveLength(3);
    const [token = '', users = '', last] = await Promise.all(
      lines.map(async (line) => (await promisify(execFile)('bash', ['-c', line], { env: { PATH } })).stdout),
    );
    expect(JSON.parse(token)).toEqual({
      access_token: expect.stringMatching(/^[\w.~-]+$/),
      token_type: 'bearer',
    });
    expect(JSON.parse(users)).toContainEqual(expect.objectContaining({ user_id: demoUser.userId }));
    expect(last).toBe('OK');
  });

  test('keeps its CA and its token key across a restart in the same folder', async () => {
    const cwd = emptyFolder();
    const first = await running({}, cwd);
    const answer = await getToken(first.listening.http, demoClients.app);
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const ca = readFileSync(join(cwd, '.holdover', 'ca.pem'), 'utf8');
    expect(await first.end()).toBe(0);
    const second = await running({}, cwd);
    const users = await fetch(`${second.listening.http}/api/users?per_page=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(users.status).toBe(200);
    expect(readFileSync(join(cwd, '.holdover', 'ca.pem'), 'utf8')).toBe(ca);
  });

  test('writes files that only their owner can read', async () => {
    const cwd = emptyFolder();
    const folder = join(cwd, '.holdover');
    mkdirSync(folder, { mode: 0o755 });
    await (await running({}, cwd)).end();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder).sort()).toEqual([
      '.gitignore',
      'ca.pem',
      'localhost-key.pem',
      'localhost.pem',
      'token-key',
    ]);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  test('starts and ends in a folder in which the system makes no folders', async () => {
    const { stdout, says, end } = await running({}, '/proc');
    await says('CA file: ');
    const caFile = /CA file: (\S+)/.exec(stdout())?.[1] ?? '';
    expect(existsSync(caFile)).toBe(true);
    expect(await end()).toBe(0);
    rmSync(join(caFile, '..'), { recursive: true });
  });

  test('works without a folder that it can write', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, '.holdover'), 'not a folder');
    const { stdout, says, end } = await running({}, cwd);
    await says('CA file: ');
    const caFile = /CA file: (\S+)/.exec(stdout())?.[1] ?? '';
    expect(caFile.startsWith(cwd)).toBe(false);
    expect(existsSync(caFile)).toBe(true);
    expect(await end()).toBe(0);
    rmSync(join(caFile, '..'), { recursive: true });
  });

  test('shows no secret except in its banner', async () => {
    const { listening, stdout, says } = await running({ HOLDOVER_LOG_LEVEL: 'debug' });
    const answer = await getToken(listening.http, demoClients.app);
    const { access_token: token } = (await answer.json()) as { access_token: string };
    await fetch(`${listening.http}/api/users?access_token=${token}`);
    await fetch(`${listening.http}/userinfo?access_token=hush-hush`);
    await getToken(listening.http, { clientId: 'canary', clientSecret: 'hush-hush' });
    await says('"client-unknown"');
    const log = stdout()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .join('\n');
    expect(log).toContain('"route":"users.list"');
    for (const secret of [
      token,
      'hush-hush',
      demoClients.app.clientSecret,
      demoClients.service.clientSecret,
    ]) {
      expect(log).not.toContain(secret);
    }
    expect(stdout()).not.toContain(demoClients.service.clientSecret);
  });
});

describe('the process', () => {
  test('finishes requests in flight after SIGTERM, and exits 0', async () => {
    let finish: () => void = () => undefined;
    let reached: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (reached = resolve));
    const url = await tenant((_request, response) => {
      response.write('half');
      finish = () => response.end(' and half');
      reached();
    });
    const { listening, end, says } = await running(withTenant(url));
    const answer = fetch(`${listening.http}/slow`).then((each) => each.text());
    await arrived;
    const code = end();
    await says('"msg":"leaving"');
    finish();
    expect(await answer).toBe('half and half');
    expect(await code).toBe(0);
  });

  test.each([
    ['warns', {}, true],
    ['does not warn', { HOLDOVER_PUBLIC_URL: 'https://v1.example' }, false],
  ])('%s of paging links built from the Host header, given %j', async (_name, more, warned) => {
    const url = await tenant((_request, response) => response.end('ok'));
    const { stdout } = await running({ ...withTenant(url), ...more });
    expect(stdout().includes('without HOLDOVER_PUBLIC_URL')).toBe(warned);
  });

  test.each([
    ['warns', [], true],
    ['does not warn', [{ client_id: 'shop', client_secret: 's', kind: 'app' }], false],
  ])('%s of a clients file that lists nobody, given %j', async (_name, list, warned) => {
    const url = await tenant((_request, response) => response.end('ok'));
    const clients = join(emptyFolder(), 'clients.json');
    writeFileSync(clients, JSON.stringify(list));
    const { stdout } = await running({ ...withTenant(url), HOLDOVER_CLIENTS_FILE: clients });
    expect(stdout().includes('The clients file lists nobody')).toBe(warned);
  });

  test('fails /readyz and serves on for the lame-duck time', async () => {
    const url = await tenant((_request, response) => response.end('ok'));
    const { listening, end, says } = await running({ ...withTenant(url), HOLDOVER_LAME_DUCK_MS: '500' });
    expect((await fetch(`${listening.admin}/readyz`)).status).toBe(200);
    const code = end('SIGINT');
    await says('"msg":"leaving"');
    expect((await fetch(`${listening.admin}/readyz`)).status).toBe(503);
    const answer = await fetch(`${listening.http}/x`);
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
    expect(await code).toBe(0);
  });

  test('ends at once at the second signal', async () => {
    const { end, says } = await running({ HOLDOVER_LAME_DUCK_MS: '60000' });
    void end();
    await says('"msg":"leaving"');
    expect(await end()).toBe(1);
  });

  test('re-reads the clients file at SIGHUP, and keeps the old one if the new one is invalid', async () => {
    const clients = join(emptyFolder(), 'clients.json');
    const write = (list: unknown) => {
      writeFileSync(clients, JSON.stringify(list));
    };
    write([{ client_id: 'one', client_secret: 's', kind: 'app' }]);
    const url = await tenant((_request, response) => response.end('{}'));
    const { listening, child, says } = await running({ ...withTenant(url), HOLDOVER_CLIENTS_FILE: clients });
    const status = async (clientId: string) =>
      (await getToken(listening.http, { clientId, clientSecret: 's' })).status;
    expect([await status('one'), await status('two')]).toEqual([200, 404]);
    write([{ client_id: 'two', client_secret: 's', kind: 'boss' }]);
    child.kill('SIGHUP');
    await says(`${clients}:1:41 kind must be global or app`);
    expect([await status('one'), await status('two')]).toEqual([200, 404]);
    write([{ client_id: 'two', client_secret: 's', kind: 'app' }]);
    child.kill('SIGHUP');
    await says('"msg":"reloaded"');
    expect([await status('one'), await status('two')]).toEqual([404, 200]);
  });

  test('re-reads the operator’s token at SIGHUP, and needs none for health checks', async () => {
    const file = join(emptyFolder(), 'admin-token');
    writeFileSync(file, 'first-0123456789\n');
    const { listening, child, says, stdout } = await running({
      HOLDOVER_ADMIN_HOST: '0.0.0.0',
      HOLDOVER_ADMIN_TOKEN_FILE: file,
    });
    const status = async (token: string) =>
      (await fetch(`${listening.admin}/routes`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect([await status('first-0123456789'), await status('second-0123456789')]).toEqual([200, 401]);
    writeFileSync(file, 'second-0123456789\n');
    child.kill('SIGHUP');
    await says('"msg":"reloaded"');
    expect([await status('first-0123456789'), await status('second-0123456789')]).toEqual([401, 200]);
    expect(stdout()).not.toContain('0123456789');
    const { port } = new URL(listening.admin);
    for (const host of ['0.0.0.0', '::ffff:127.0.0.1', 'localhost'])
      expect(await ended(['health'], { HOLDOVER_ADMIN_HOST: host, HOLDOVER_ADMIN_PORT: port })).toMatchObject(
        { code: 0, stderr: '' },
      );
  });

  test('accepts a SIGHUP while it starts, and waits for a silent Redis for a limited time', async () => {
    const silent = createTcpServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    cleanUps.push(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const { stdout, end } = await running(
      { HOLDOVER_REDIS_URL: `redis://127.0.0.1:${port}` },
      emptyFolder(),
      (child) => silent.once('connection', () => child.kill('SIGHUP')),
    );
    const said = stdout()
      .split('\n')
      .flatMap((line) => /"msg":"(reloaded|Redis is away|listening)/.exec(line)?.[1] ?? []);
    expect(said).toEqual(['reloaded', 'Redis is away', 'listening']);
    expect(await end()).toBe(0);
  });

  test('survives the end of the reader of its log', async () => {
    const url = await tenant((_request, response) => response.end('ok'));
    const { listening, child } = await running(withTenant(url));
    child.stdout?.destroy();
    for (let round = 0; round < 5; round += 1) {
      expect((await fetch(`${listening.http}/x`)).status).toBe(200);
      expect((await fetch(`${listening.admin}/livez`)).status).toBe(200);
    }
    expect(child.exitCode).toBeNull();
  });
});

describe('a failed start', () => {
  test('for an invalid configuration exits 78 with one line for each mistake, and no stack', async () => {
    const { code, stdout, stderr } = await ended(['start'], {
      HOLDOVER_PROT: '1',
      HOLDOVER_PORT: 'x',
      HOLDOVER_UPSTREAM_URL: 'https://acme.auth0.com',
      HOLDOVER_WORKERS: 'all',
    });
    expect({ code, stdout, lines: stderr.trimEnd().split('\n') }).toEqual({
      code: 78,
      stdout: '',
      lines: [
        'HOLDOVER_PROT is not a key of holdover; did you mean HOLDOVER_PORT?',
        'HOLDOVER_PORT must be a port from 0 to 65535',
        'HOLDOVER_WORKERS must be a number of processes from 1 to 64',
        'HOLDOVER_TOKEN_KEY is required with HOLDOVER_UPSTREAM_URL: make one with "holdover keygen"',
      ],
    });
  });

  test('for a taken port exits 78 with one line', async () => {
    const url = await tenant((_request, response) => response.end());
    const { port } = new URL(url);
    const { code, stderr } = await ended([], { ...anyPorts, HOLDOVER_PORT: port });
    expect({ code, stderr }).toEqual({
      code: 78,
      stderr: `HOLDOVER_PORT: 127.0.0.1:${port} is already in use\n`,
    });
  });

  test('for an invalid address exits 78 with one line, though it is used for two ports', async () => {
    const { code, stderr } = await ended([], { ...anyPorts, HOLDOVER_HOST: '192.0.2.1' });
    expect({ code, stderr }).toEqual({
      code: 78,
      stderr: 'HOLDOVER_HOST: 192.0.2.1 is not an address of this machine\n',
    });
  });

  test('for an invalid map exits 78 and names the place', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'errors.yaml'), 'codes: 1\n');
    const { code, stderr } = await ended([], { ...anyPorts, HOLDOVER_ROUTES_MAP: folder });
    expect(code).toBe(78);
    expect(stderr).toMatch(new RegExp(`^${folder}/errors\\.yaml:1:\\d+ `, 'm'));
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('the README', () => {
  test('shows how a v1 SDK calls the demo, and the example works', async () => {
    const { listening, stdout, says } = await running();
    await says('/metadata');
    const { clientId, clientSecret } = demoClients.global;
    const [, code = ''] =
      /NODE_EXTRA_CA_CERTS=\S+ node -e '([^']+)'/.exec(readFileSync('README.md', 'utf8')) ?? [];
    const filled = code
      .replace('localhost:8443', new URL(listening.https).host)
      .replace('<the demo client id>', clientId)
      .replace('<its secret>', clientSecret);
    const [, ca = ''] = /CA file: (.+)/.exec(stdout()) ?? [];
    const env = { PATH, NODE_EXTRA_CA_CERTS: ca };
    const done = await promisify(execFile)(process.execPath, ['-e', filled], { env });
    expect(done.stdout).toMatch(/^null \[\n.*jane\.doe@example\.com/s);
  });
});

describe('the command line', () => {
  test.each<[string, string[], number, RegExp]>([
    ['an unknown command', ['frobnicate'], 2, /^error: there is no command "frobnicate"\.$/m],
    ['a command that is nearly one', ['docter'], 2, /^error: .*"docter"; did you mean "doctor"\?$/m],
    [
      'no command but a name of every object',
      ['constructor'],
      2,
      /^error: there is no command "constructor"/,
    ],
    ['an unknown option', ['keygen', '--frob'], 2, /^error: unknown option/],
    ['--help', ['--help'], 0, /Usage: holdover/],
    ['--version', ['--version'], 0, /^\d+\.\d+\.\d+\n$/],
    ['keygen', ['keygen'], 0, /^[A-Za-z0-9_-]{43}\n$/],
    ['keygen --json', ['keygen', '--json'], 0, /^\{"key":"[A-Za-z0-9_-]{43}"\}\n$/],
    ['check', ['check'], 0, /^The map is whole: \d+ endpoints/],
    ['routes', ['routes'], 0, /users\.get/],
    ['explain', ['explain', 'GET', '/api/users/auth0%7C1'], 0, /\/api\/v2\/users\/auth0%7C1/],
    [
      'health where nothing runs',
      ['health', '--url', 'http://127.0.0.1:1'],
      1,
      /does not answer \(ECONNREFUSED\)/,
    ],
    ['health with a URL that is none', ['health', '--url', 'nonsense'], 2, /must be an http:\/\/ URL/],
    ['sandbox with a port that is none', ['sandbox', '--port', '99999'], 2, /must be a whole number/],
    [
      'sandbox at an address that is none',
      ['sandbox', '--host', '256.1.1.1', '--users', '0'],
      78,
      /^--host: 256\.1\.1\.1 is not an address of this machine \((?:ENOTFOUND|EAI_AGAIN)\)\n$/,
    ],
    ['sandbox of another time', ['sandbox', '--dialect', '2014'], 2, /Allowed choices are current, 2015/],
    ['replay, another name of parity', ['replay'], 2, /^error: A recording and --candidate are needed/],
    ['start --help', ['start', '--help'], 0, /Usage: holdover start/],
  ])('%s', async (_name, ...[args, code, output]) => {
    const done = await ended(args);
    expect({ code: done.code, output: done.stdout + done.stderr }).toEqual({
      code,
      output: expect.stringMatching(output),
    });
  });

  test.each<[string, StdioOptions, number, string]>([
    ['a reader who has gone', 'pipe', 0, ''],
    [
      'a disk that is full',
      ['ignore', openSync('/dev/full', 'w'), 'pipe'],
      1,
      'error: standard output cannot be written (ENOSPC)\n',
    ],
  ])('with its output to %s ends without a stack', async (_name, ...[stdio, code, stderr]) => {
    const child = spawn(process.execPath, [program, 'routes', '--openapi'], {
      cwd: emptyFolder(),
      env: { PATH },
      stdio,
    });
    child.stdout?.destroy();
    let told = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (told += text));
    const [ended] = (await once(child, 'close')) as [number];
    expect({ code: ended, stderr: told }).toEqual({ code, stderr });
  });

  test('health succeeds while the gateway is ready', async () => {
    const { listening } = await running();
    const { port } = new URL(listening.admin);
    expect(await ended(['health'], { HOLDOVER_ADMIN_PORT: port })).toMatchObject({ code: 0 });
    expect(await ended(['health', '--live', '--json', '--url', listening.admin])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"ok":true'),
    });
  });

  test.each([
    ['a captive portal’s page', 'text/html', '<html>Please log in.</html>'],
    ['another service’s health', 'application/json', '{"status":"ok"}'],
    ['no more than JSON', 'application/json', 'null'],
  ])('health does not believe %s', async (_name, type, page) => {
    const other = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': type }).end(page);
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    cleanUps.push(() => void other.close());
    const { port } = other.address() as AddressInfo;
    expect(await ended(['health', '--url', `http://127.0.0.1:${port}`])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/\/readyz 200 is no answer of holdover/),
    });
  });

  test.each([
    ["today's", [], { token_type: 'Bearer', scope: expect.stringContaining('read:users') }],
    [
      "2015's",
      ['--dialect', '2015'],
      { token_type: 'bearer', access_token: expect.stringMatching(/^\w{32}$/) },
    ],
  ])('sandbox runs only %s tenant, and ends at SIGTERM', async (_, more, granted) => {
    const args = [program, 'sandbox', '--port', '0', '--users', '20', '--json', ...more];
    const child = spawn(process.execPath, args, { cwd: emptyFolder(), env: { PATH } });
    cleanUps.push(() => child.kill('SIGKILL'));
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    const { url, audience, clients } = JSON.parse(chunk.toString()) as {
      url: string;
      audience: string;
      clients: typeof demoClients;
    };
    const { clientId, clientSecret } = clients.service;
    const answer = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        audience,
      }),
    });
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({
      status: 200,
      body: granted,
    });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('sandbox runs a native v1 beside its tenant on request, and ends both at SIGTERM', async () => {
    const args = [program, 'sandbox', '--port', '0', '--v1-port', '0', '--users', '1', '--json'];
    const child = spawn(process.execPath, args, { cwd: emptyFolder(), env: { PATH } });
    cleanUps.push(() => child.kill('SIGKILL'));
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    const { url, v1 } = JSON.parse(chunk.toString()) as { url: string; v1: string };
    const caller = await V1Caller.open(v1, demoClients.app);
    expect((await caller.send('GET', '/api/users')).body).toMatchObject([{ user_id: demoUser.userId }]);
    const taken = await ended(['sandbox', '--port', '0', '--v1-port', new URL(url).port]);
    expect(taken).toMatchObject({ code: 78, stderr: expect.stringContaining('--v1-port: 127.0.0.1:') });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
