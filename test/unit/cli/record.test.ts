import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { addRecordCommand } from '../../../src/cli/record.js';
import { runCommand, type CommandResult } from '../../support/run-command.js';
import { temporaryFiles, type TemporaryFiles } from '../../support/temporary-files.js';

let files: TemporaryFiles;
let out: string;
let har: string;
let log: string;

beforeEach(() => {
  files = temporaryFiles();
  out = join(files.folder, 'v1.jsonl');
  har = files.file('saved.har', harOf('[]'));
  log = files.file(
    'access.log',
    '10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /api/rules HTTP/1.1" 200 2 \n',
  );
});
afterEach(() => {
  files.remove();
});

function record(...args: string[]): Promise<CommandResult> {
  const add = (program: Command): void => {
    addRecordCommand(program, { defaultFolders: ['routes-map'] });
  };
  return runCommand(add, ['record', '--out', out, ...args]);
}

/** A HAR of two reads; `answer` is the body of the first answer. */
function harOf(answer: string): string {
  const entry = (text: string): object => ({
    startedDateTime: '2026-03-01T12:00:00.000Z',
    request: { method: 'GET', url: 'https://t.auth0.com/api/rules', headers: [] },
    response: { status: 200, headers: [], content: { text } },
  });
  return JSON.stringify({ log: { entries: [entry(answer), entry('[]')] } });
}

const nested = '['.repeat(20_000) + ']'.repeat(20_000);
const control = ['--control', 'http://127.0.0.1:9'];

describe('holdover record', () => {
  test('of a HAR or a log prints what it has taken, also as JSON', async () => {
    expect(await record('--har', har)).toEqual({ exitCode: 0, out: `2 v1 exchanges of ${har}\n`, err: '' });
    expect(JSON.parse((await record('--har', har, '--json')).out)).toEqual({ out, exchanges: 2 });
    expect(JSON.parse((await record('--access-log', log, '--json')).out)).toEqual({
      out,
      exchanges: 1,
      leftOut: { repeated: 0, writes: 0, unread: 0 },
    });
    expect(readFileSync(out, 'utf8').split('\n')).toHaveLength(7);
  });

  test.each([
    ['--host', '127.0.0.1'],
    ['--port', '8081'],
    ['--tls-cert', 'cert.pem'],
    ['--tls-key', 'key.pem'],
    ['--ca', 'ca.pem'],
    ['--twice'],
    control,
  ])('refuses %s together with an import, which does not use it', async (...given: string[]) => {
    for (const source of [
      ['--har', har],
      ['--access-log', log],
    ]) {
      const { exitCode, err } = await record(...source, ...given);
      expect([exitCode, err]).toEqual([
        1,
        expect.stringMatching(
          `^error: option '${source[0] ?? ''} <file>' cannot be used with .*${given[0] ?? ''}`,
        ),
      ]);
    }
    expect(existsSync(out)).toBe(false);
  });

  test.each<[string, () => string[], string]>([
    ['nothing to record', () => [], 'There is nothing to record: give --control, --har or --access-log.'],
    ['a HAR that is not there', () => ['--har', 'none.har'], 'none.har: cannot be read (ENOENT).'],
    ['a folder for a HAR', () => ['--har', files.folder], 'F: cannot be read (EISDIR).'],
    ['a HAR that is none', () => ['--har', log], 'This is no HAR: it is not JSON.'],
    ['a log that is not there', () => ['--access-log', 'none.log'], 'none.log: cannot be read (ENOENT).'],
    ['a folder for a log', () => ['--access-log', files.folder], 'F: cannot be read (EISDIR).'],
    ['a CA that is not there', () => [...control, '--ca', 'none.pem'], 'none.pem: cannot be read (ENOENT).'],
    [
      'a CA that is none',
      () => [...control, '--ca', log],
      '--ca: F/access.log does not hold a certificate in PEM.',
    ],
    [
      'a key of nothing',
      () => ['--har', har, '--email-key-file', '/dev/null'],
      '/dev/null: There is no key in it.',
    ],
    ['half of a certificate', () => [...control, '--tls-key', log], 'HTTPS needs --tls-cert and --tls-key.'],
    [
      'a certificate that is none',
      () => [...control, '--tls-cert', log, '--tls-key', 'none.pem'],
      '--tls-cert: F/access.log does not hold a certificate in PEM\n--tls-key: none.pem cannot be read (ENOENT)',
    ],
  ])('with %s prints a message and starts no recording', async (_name, args, sentence) => {
    const { exitCode, err } = await record(...args());
    expect([exitCode, err.replaceAll(files.folder, 'F')]).toEqual([2, `error: ${sentence}\n`]);
    expect(existsSync(out)).toBe(false);
  });

  test('leaves out what is nested deeper than the stack, and reports it', async () => {
    const { exitCode, out: told, err } = await record('--har', files.file('deep.har', harOf(nested)));
    expect([exitCode, told]).toEqual([0, expect.stringContaining('1 v1 exchange of ')]);
    expect(err).toBe('A GET of 2026-03-01T12:00:00.000Z is left out: it is nested too deep.\n');
  });

  test.each(['a note', 'a note\nand more', harOf('[]'), '{"recording":"x"'])(
    'leaves a file that is no recording of its own unchanged: %s',
    async (text) => {
      out = files.file('notes.txt', text);
      const { exitCode, err } = await record('--har', har);
      expect([exitCode, err]).toEqual([2, expect.stringContaining('notes.txt:')]);
      expect(readFileSync(out, 'utf8')).toBe(text);
    },
  );

  test.each([
    ['a taken port', '127.0.0.1', /^--port: 127\.0\.0\.1:\d+ cannot be listened on \(EADDRINUSE\)$/],
    ['a host of another machine', '192.0.2.1', /^--host: 192\.0\.2\.1 is not an address of this machine/],
  ])('on %s fails with the message of the sandbox and starts no recording', async (_name, host, sentence) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const begin = (): Promise<CommandResult> => record(...control, '--host', host, '--port', String(port));
    await expect(begin()).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(sentence),
    });
    expect(existsSync(out)).toBe(false);
    files.file('v1.jsonl', '');
    await expect(begin()).rejects.toMatchObject({ name: 'ConfigError' });
    expect(existsSync(out)).toBe(true);
    taken.close();
  });
});
