import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

/** The built program, with a v1 and a candidate that answer alike. */
let server: Server;
let base: string;
let folder: string;

/** About 2 KB. */
function usersOf(page: string): object[] {
  return ['a', 'b', 'c', 'd'].map((name) => ({
    user_id: `auth0|${page}-${name}`,
    email: `${name}${page}@example.com`,
    name,
    loginsCount: 3,
    identities: [{ user_id: `${page}-${name}`, provider: 'auth0', connection: 'DB', isSocial: false }],
    note: 'x'.repeat(300),
  }));
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-parity-e2e-'));
  server = createServer((request, response) => {
    const page = new URL(request.url ?? '/', 'http://h').searchParams.get('page') ?? '';
    response.setHeader('content-type', 'application/json');
    response.end(page === 'long' ? Buffer.alloc(32 * 1024 * 1024, '1') : JSON.stringify(usersOf(page)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  printed(): string;
  ended(): Promise<number | null>;
}

function start(...args: string[]): Running {
  return startWith({}, ...args);
}

function startWith(env: NodeJS.ProcessEnv, ...args: string[]): Running {
  const driver = resolve('test/e2e/drivers/peak-memory.cjs');
  const child = spawn(process.execPath, ['--require', driver, resolve('dist/main.js'), ...args], {
    env: { ...process.env, ...env },
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part));
  const closed = once(child, 'close') as Promise<[number | null]>;
  return { child, printed: () => text, ended: async () => (await closed)[0] };
}

async function writeRecording(path: string, exchanges: number): Promise<void> {
  const file = createWriteStream(path);
  file.write('{"recording":"holdover","version":1,"emails":"plain"}\n');
  for (let n = 0; n < exchanges; n += 1) {
    const page = String(n);
    const reply = {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { json: usersOf(page) },
    };
    const request = { method: 'GET', target: `/api/users?page=${page}`, headers: {} };
    if (!file.write(`${JSON.stringify({ id: page, caller: 'none', request, reply })}\n`))
      await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

/** Memory does not grow with the number of exchanges: `PARITY_EXCHANGES=100000` shows that. */
const exchanges = Number(process.env['PARITY_EXCHANGES'] ?? 20_000);

describe('the program', () => {
  test('compares a long recording in less than 300 MB', async () => {
    const recording = join(folder, 'long.jsonl');
    await writeRecording(recording, exchanges);
    const run = start('parity', recording, '--candidate', base, '--out', join(folder, 'out'));
    expect(await run.ended()).toBe(0);
    expect(run.printed()).toContain(`${exchanges} exchanges: ${exchanges} same`);
    expect(Number(/peak memory (\d+) MB/.exec(run.printed())?.[1])).toBeLessThan(300);
  }, 240_000);

  test('records until it is told to end, and a replay finds the recording equal', async () => {
    const recording = join(folder, 'v1.jsonl');
    const recorder = start('record', '--control', base, '--out', recording, '--port', '0', '--json');
    while (!recorder.printed().includes('\n') && recorder.child.stdout !== null)
      await once(recorder.child.stdout, 'data');
    const { url } = JSON.parse(recorder.printed()) as { url: string };
    for (const page of ['1', '2']) await (await fetch(`${url}/api/users?page=${page}`)).text();
    // Too long to be recorded. Each wait for the client must leave nothing behind.
    await (await fetch(`${url}/api/users?page=long`)).arrayBuffer();
    recorder.child.kill('SIGTERM');
    expect(await recorder.ended()).toBe(0);
    expect(recorder.printed()).not.toContain('Warning');
    expect(recorder.printed()).toContain('2 exchanges recorded; 1 exchange of v1 could not be recorded.\n');
    expect((await readFile(recording, 'utf8')).split('\n')).toHaveLength(4);
    const run = start('parity', recording, '--candidate', base, '--out', join(folder, 'out'));
    expect(await run.ended()).toBe(0);
    expect(run.printed()).toContain('2 exchanges: 2 same');
  }, 60_000);

  test('runs the parity demo on this machine alone and writes its folder, whatever tenant is configured', async () => {
    const began = performance.now();
    const run = startWith(
      { HOLDOVER_UPSTREAM_DIALECT: '2015' },
      'parity',
      '--demo',
      '--out',
      join(folder, 'demo'),
    );
    expect(await run.ended()).toBe(0);
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(run.printed()).toMatch(
      /^\d+ exchanges: \d+ same, \d+ explained, 0 different, 0 left out, 0 failed\n/,
    );
    expect(run.printed()).toMatch(/\d+ {2}v1-id: v2 has no _id/);
    expect(run.printed()).toContain(`\n${join(folder, 'demo', 'report.html')}\n`);
    expect((await readdir(join(folder, 'demo'))).sort()).toEqual([
      ...['demo-ignore.yaml', 'demo-v1.jsonl', 'junit.xml'],
      ...['report.html', 'report.json', 'results.jsonl'],
    ]);
  }, 60_000);

  test('ends with 2 and one line for a file that is no recording', async () => {
    const run = start('parity', join(folder, 'none'), '--candidate', base);
    expect(await run.ended()).toBe(2);
    expect(run.printed()).toMatch(/^error: .*none: cannot be read \(ENOENT\)\.\n/);
  }, 60_000);
});
