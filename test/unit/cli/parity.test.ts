import { once } from 'node:events';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addParityCommand } from '../../../src/cli/parity.js';
import type { Exchange } from '../../../src/parity/recording.js';
import { recordingFolder, type RecordingFolder } from '../../support/recording-file.js';
import { runCommand, type CommandResult } from '../../support/run-command.js';

/** A candidate that answers every read with the same list, and every token request with a token. */
let server: Server;
let asked: string[];
let answers: Record<string, unknown>;
let folder: RecordingFolder;
let base: string;

beforeEach(async () => {
  asked = [];
  answers = {};
  server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    if (url !== '/oauth/token') asked.push(`${method} ${url} ${headers.authorization ?? '-'}`);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(url === '/oauth/token' ? { access_token: 'T' } : (answers[url] ?? [])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await recordingFolder();
  await writeFile(join(folder.path, 'clients.yaml'), '- { client_id: shop, client_secret: s, kind: app }\n');
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await folder.close();
});

function read(target: string, body: unknown = [], caller = 'client:shop'): Omit<Exchange, 'id'> {
  const reply = { status: 200, headers: { 'content-type': 'application/json' }, body: { json: body } };
  return { caller, request: { method: 'GET', target, headers: {} }, reply };
}

async function parity(exchanges: readonly Omit<Exchange, 'id'>[], ...args: string[]): Promise<CommandResult> {
  const recording = await folder.record(exchanges);
  const usual = [
    '--candidate',
    base,
    '--out',
    join(folder.path, 'out'),
    '--clients',
    join(folder.path, 'clients.yaml'),
  ];
  return runCommand(addCommand, ['parity', recording, ...usual, ...args]);
}

function addCommand(program: Command): void {
  addParityCommand(program, { defaultFolders: ['routes-map'] });
}

function addElsewhere(root: string) {
  return (program: Command): void => {
    addParityCommand(program, { defaultFolders: [join(root, 'routes-map')] });
  };
}

describe('holdover parity', () => {
  test('exits with 0 when all answers are the same, and writes its reports', async () => {
    const { exitCode, out } = await parity([read('/api/rules'), read('/api/clients/', [], 'none')]);
    expect(exitCode).toBe(0);
    expect(out).toContain('2 exchanges: 2 same');
    expect((await readdir(join(folder.path, 'out'))).sort()).toEqual([
      'junit.xml',
      'report.html',
      'report.json',
      'results.jsonl',
    ]);
    expect(asked.sort()).toEqual(['GET /api/clients/ -', 'GET /api/rules Bearer T']);
  });

  test('exits with 1 for a difference without an explanation', async () => {
    const { exitCode, out, err } = await parity([read('/api/rules', [{ name: 'r' }])]);
    expect(exitCode).toBe(1);
    expect(out).toContain('rules.list  . missing  e.g. --only 1');
    expect(err).toContain('Different without an explanation: 1 exchange.');
    const clients = join(folder.path, 'clients.yaml');
    const again = `--candidate ${base} --clients ${clients} --only 1 --out parity-1`;
    expect(await readFile(join(folder.path, 'out', 'report.html'), 'utf8')).toContain(again);
  });

  test('exits with 2 when the candidate does not answer', async () => {
    const { port } = server.address() as AddressInfo;
    server.close();
    server.closeAllConnections();
    const { exitCode, err } = await parity(
      [read('/api/rules', [], 'none')],
      '--candidate',
      `http://127.0.0.1:${port}`,
    );
    expect(exitCode).toBe(2);
    expect(err).toContain('Not to be compared: 1 exchange.');
  });

  test('exits with 2 when nothing was asked', async () => {
    const { exitCode, err } = await parity([
      { ...read('/api/rules'), request: { method: 'DELETE', target: '/api/rules/a', headers: {} } },
    ]);
    expect([exitCode, asked]).toEqual([2, []]);
    expect(err).toContain('Nothing was compared.');
  });

  test('repeats a single exchange, and sends its target as it was recorded', async () => {
    const odd = `/api/users/auth0|1/?search="a+b"%20%zz`;
    await parity([read('/api/rules'), read(odd)], '--only', '2');
    expect(asked).toEqual([`GET ${odd} Bearer T`]);
  });

  test('repeats a single exchange in a folder of its own, and keeps the results of the whole run', async () => {
    const all = [read('/api/rules'), read('/api/clients')];
    const recording = await folder.record(all);
    const args = ['parity', recording, '--candidate', base, '--clients', join(folder.path, 'clients.yaml')];
    const before = process.cwd();
    process.chdir(folder.path);
    try {
      await runCommand(addElsewhere(before), args);
      await runCommand(addElsewhere(before), [...args, '--only', '2']);
    } finally {
      process.chdir(before);
    }
    const linesOf = async (name: string): Promise<number> =>
      (await readFile(join(folder.path, name, 'results.jsonl'), 'utf8')).trimEnd().split('\n').length;
    expect([await linesOf('parity'), await linesOf('parity-2')]).toEqual([2, 1]);
  });

  test('resumes where it stopped, and counts what was done before', async () => {
    const all = [read('/api/rules'), read('/api/clients')];
    await parity(all, '--only', '1');
    asked = [];
    const { out } = await parity(all, '--resume');
    expect(asked).toEqual(['GET /api/clients Bearer T']);
    expect(out).toContain('2 exchanges: 2 same');
  });

  test('does not call an ignore line unused that covered something before a resume', async () => {
    const file = join(folder.path, 'ignore.yaml');
    await writeFile(
      file,
      `- { route: rules.list, path: '. missing length', reason: Known., owner: me, expires: 2999-01-01 }\n`,
    );
    const all = [read('/api/rules', [{ name: 'r' }]), read('/api/clients')];
    await parity(all, '--only', '1', '--ignore', file);
    const { out } = await parity(all, '--resume', '--ignore', file);
    expect(out).toContain('2 exchanges: 1 same, 1 explained');
    expect(out).not.toContain('covered nothing');
  });

  test('resumes with the exchanges that were left out for lack of a client', async () => {
    const all = [read('/api/rules', [], 'client:late')];
    expect((await parity(all)).exitCode).toBe(2);
    const file = join(folder.path, 'more.yaml');
    await writeFile(file, '- { client_id: late, client_secret: s, kind: app }\n');
    const { out } = await parity(all, '--resume', '--clients', file);
    expect(out).toContain('1 exchange: 1 same');
    expect(out).toContain('0 left out');
  });

  test('does not resume with the results of another recording', async () => {
    await parity([read('/api/rules')]);
    asked = [];
    const { exitCode, err } = await parity([read('/api/clients')], '--resume');
    expect([exitCode, asked]).toEqual([2, []]);
    expect(err).toContain('results.jsonl: The result of 1 is that of another recording');
  });

  test.each([
    ['no JSON', 'hello'],
    ['another JSON', '{"hello":1}'],
    ['null', 'null'],
  ])('does not resume with a file that is %s', async (...[, text]) => {
    await mkdir(join(folder.path, 'out'));
    await writeFile(join(folder.path, 'out', 'results.jsonl'), `${text}\n`);
    const { exitCode, err } = await parity([read('/api/rules')], '--resume');
    expect(exitCode).toBe(2);
    expect(err).toContain('results.jsonl:1: This is no result of a comparison.');
  });

  test('reports that the exchange to repeat does not exist', async () => {
    const { exitCode, err } = await parity([read('/api/rules')], '--only', '7');
    expect([exitCode, asked]).toEqual([2, []]);
    expect(err).toContain('There is no exchange 7 in it.');
  });

  test('starts over without --resume', async () => {
    await parity([read('/api/rules'), read('/api/clients')]);
    const { out } = await parity([read('/api/rules')]);
    expect(out).toContain('1 exchange: 1 same');
  });

  test('sends writes only to hosts that are named', async () => {
    const write = {
      ...read('/api/rules'),
      request: { method: 'DELETE', target: '/api/rules/a', headers: {} },
    };
    const refused = await parity([write], '--writes', 'tenant.example.com');
    expect([refused.exitCode, asked]).toEqual([2, []]);
    expect(refused.err).toContain('is not among the hosts that may be written to');
    await parity([write], '--writes', new URL(base).host);
    expect(asked).toEqual(['DELETE /api/rules/a Bearer T']);
    expect((await parity([write], '--writes', new URL(base).host, '--resume')).err).toContain(
      'cannot be gone on with',
    );
  });

  test('ignores what the ignore file covers, and reports the lines that cover nothing', async () => {
    const file = join(folder.path, 'ignore.yaml');
    const line = (path: string): string =>
      `- { route: rules.list, path: '${path}', reason: Known., owner: me, expires: 2999-01-01 }\n`;
    await writeFile(file, line('. missing length') + line('script'));
    const { exitCode, out } = await parity([read('/api/rules', [{ name: 'r' }])], '--ignore', file);
    expect(exitCode).toBe(0);
    expect(out).toContain('line 2 (rules.list script, me) covered nothing');
  });

  test('asks a live control twice for each exchange', async () => {
    const { exitCode } = await parity([{ ...read('/api/rules'), reply: undefined }], '--control', base);
    expect([exitCode, asked.length]).toEqual([0, 3]);
  });

  test('asks as the client of --as where the recording names none', async () => {
    await parity([read('/api/rules', [], 'token:1')], '--as', 'shop');
    expect(asked).toEqual(['GET /api/rules Bearer T']);
  });

  test('reports a torn line, and compares the rest', async () => {
    const path = await folder.record([read('/api/rules')]);
    await writeFile(path, `${await readFile(path, 'utf8')}{"id":`);
    const { exitCode, err } = await runCommand(addCommand, [
      'parity',
      path,
      '--candidate',
      base,
      '--as',
      'shop',
      '--clients',
      join(folder.path, 'clients.yaml'),
      '--out',
      join(folder.path, 'out'),
    ]);
    expect(exitCode).toBe(0);
    expect(err).toContain(':3: The last line is torn and left out.');
  });

  test.each([
    ['no recording', ['parity', '--candidate', 'http://h']],
    ['no candidate', ['parity', 'v1.jsonl']],
    ['a recording beside the demo', ['parity', 'v1.jsonl', '--demo']],
    ['a candidate beside the demo', ['parity', '--demo', '--candidate', 'http://h']],
  ])('exits with a usage error for %s', async (...[, args]) => {
    const { exitCode, err } = await runCommand(addCommand, args);
    expect(exitCode).not.toBe(0);
    expect(err).toMatch(/^error: /);
  });

  test.each([
    ['a folder that is none', ['--out', '/dev/null/x'], /cannot be made/],
    [
      'hashes by a key that the recording has not',
      ['--email-key-file', 'package.json'],
      /hashed by another key/,
    ],
    [
      'a client to ask as that is not listed',
      ['--as', 'shopp'],
      /^error: --as shopp: --clients has no such client with a plain secret\.$/m,
    ],
    ['a CA that is not there', ['--ca', 'none.pem'], /none\.pem: cannot be read/],
    ['a URL that is none', ['--candidate', 'ftp://x'], /http:\/\//],
    [
      'a URL with a password',
      ['--candidate', 'https://me:secret@x'],
      /no user name, password, query or fragment/,
    ],
    ['a URL with a query', ['--control', 'https://x?a=b'], /no user name, password, query or fragment/],
    ['a key of nothing', ['--email-key-file', '/dev/null'], /^error: \/dev\/null: There is no key in it\.$/m],
  ])(
    'prints a message and compares nothing for %s',
    async (...[, args, sentence]) => {
      const { exitCode, err } = await parity([read('/api/rules')], ...args);
      expect(exitCode).not.toBe(0);
      expect(err).toMatch(sentence);
      expect(asked).toEqual([]);
    },
    10_000,
  );

  test('prints a message for an exchange that is nested deeper than the stack', async () => {
    const path = await folder.record([read('/api/rules', 'DEEP')]);
    const text = (await readFile(path, 'utf8')).replace('"DEEP"', '['.repeat(20_000) + ']'.repeat(20_000));
    await writeFile(path, text);
    const args = ['--candidate', base, '--clients', join(folder.path, 'clients.yaml')];
    const done = await runCommand(addCommand, ['parity', path, ...args, '--out', join(folder.path, 'out')]);
    expect([done.exitCode, done.err]).toEqual([2, 'error: An exchange is nested too deep to be compared.\n']);
  });

  test('prints a message when its report cannot be written', async () => {
    const report = join(folder.path, 'out', 'report.html');
    await mkdir(report, { recursive: true });
    const { exitCode, err } = await parity([read('/api/rules')]);
    expect([exitCode, err]).toEqual([2, `error: ${report}: cannot be written (EISDIR).\n`]);
  });

  test.each([
    ['a folder that cannot be made', 'none/null/x', /none\/null\/x: cannot be made \(ENOTDIR\)/],
    ['a recording that is a folder', 'taken', /demo-v1\.jsonl: cannot be written \(EISDIR\)/],
    ['ignore lines that are a folder', 'ignores', /demo-ignore\.yaml: cannot be written \(EISDIR\)/],
  ])(
    'prints a message for the demo with %s',
    async (...[, out, sentence]) => {
      await mkdir(join(folder.path, 'none'));
      await writeFile(join(folder.path, 'none', 'null'), '');
      await mkdir(join(folder.path, 'taken', 'demo-v1.jsonl', 'x'), { recursive: true });
      await mkdir(join(folder.path, 'ignores', 'demo-ignore.yaml'), { recursive: true });
      const done = await runCommand(addCommand, ['parity', '--demo', '--out', join(folder.path, out)]);
      expect([done.exitCode, done.err]).toEqual([2, expect.stringMatching(sentence)]);
    },
    20_000,
  );

  test('writes no secret into any of its files', async () => {
    answers['/api/clients'] = [{ clientID: 'a', clientSecret: 'canary-c' }];
    await mkdir(join(folder.path, 'out'), { recursive: true });
    await parity([read('/api/clients', [{ clientID: 'b', clientSecret: '[redacted]' }])]);
    for (const name of await readdir(join(folder.path, 'out')))
      expect(await readFile(join(folder.path, 'out', name), 'utf8')).not.toMatch(/canary|Bearer T\b/);
  });
});
