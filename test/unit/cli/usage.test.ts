import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printUsage } from '../../../src/observe/usage/usage-text.js';
import { usageReport } from '../../../src/gateway/operator/usage-report.js';
import { addUsageCommand } from '../../../src/cli/usage.js';
import { runCommand, type CommandResult } from '../../support/run-command.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-usage-'));
  file = join(folder, 'usage.json');
  await writeFile(file, printUsage(rows));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const day = 86_400_000;
const now = Date.now();
const counts = {
  requests: 3,
  clientErrors: 1,
  serverErrors: 0,
  lossy: 2,
  first: now - 90 * day,
  last: now - 60 * day,
};
const rows = [
  { caller: 'app', client: 'shop', route: 'users.get', ...counts },
  { caller: 'app', client: 'shop', route: 'users.add-public-key', ...counts, requests: 1, last: now - day },
  { caller: 'app', client: 'shop', route: 'connections.list', ...counts },
  { caller: 'app', client: 'old', route: 'token', ...counts },
  { caller: 'app', client: '=HYPERLINK("http://evil","x")', route: 'users.get', ...counts },
  { caller: 'app', client: 'a\u001b[2J\nb', route: 'gone.from-the-map', ...counts },
  { caller: 'anonymous', client: '', route: 'users.list', ...counts },
];

function usage(...args: string[]): Promise<CommandResult> {
  const add = (program: Command): void => {
    addUsageCommand(program, { defaultFolders: ['routes-map'] });
  };
  return runCommand(add, ['usage', ...args]);
}

describe('holdover usage', () => {
  test('of a file prints who calls what, and what to call instead with which scopes', async () => {
    const { exitCode: code, out: stdout } = await usage('--file', file);
    const lines = stdout.split('\n');
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^client +caller +route +requests +4xx +5xx +lossy +last +instead \[scopes\]$/);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^shop +app +users\.get +3 +1 +0 +2 +\S+Z +GET \/api\/v2\/users\/\{user_id\} \[read:users\]$/,
      ),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^shop +app +connections\.list .* \[read:clients read:connections read:connections_options\]$/,
      ),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^shop +app +users\.add-public-key .* gone$/));
    expect(lines).toContainEqual(
      expect.stringMatching(/^old +app +token .* POST \/oauth\/token with audience$/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^a\?\[2J\?b +app +gone\.from-the-map /));
    expect(lines).toContainEqual(expect.stringMatching(/^- +anonymous +users\.list /));
  });

  test('as CSV has no cell that a spreadsheet would compute', async () => {
    const { out: stdout } = await usage('--file', file, '--csv');
    const lines = stdout.split('\r\n');
    expect(lines[0]).toBe(
      'client,caller,route,requests,client_errors,server_errors,lossy,first,last,v1,v2,scopes,name',
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^"'=HYPERLINK\(""http:\/\/evil"",""x""\)",app,users\.get,3,1,0,2,/),
    );
    expect(lines.join('\n')).not.toMatch(/(^|,)"?[=+@]/m);
  });

  test('as JSON has the counts, the v1 and v2 calls, and the scopes', async () => {
    const { out: stdout } = await usage('--file', file, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      kept: 'file',
      whole: true,
      full: false,
      rows: expect.arrayContaining([
        expect.objectContaining({
          ...{
            client: 'shop',
            route: 'users.get',
            requests: 3,
            last: new Date(now - 60 * day).toISOString(),
          },
          ...{
            v1: ['GET /api/users/{user_id}'],
            v2: ['GET /api/v2/users/{user_id}'],
            scopes: [['read:users', 'read:current_user']],
          },
        }),
      ]),
    });
  });

  test('lists the clients that have made no call for a number of days', async () => {
    const quiet = await usage('--file', file, '--quiet-for', '30');
    expect(quiet.out).toMatch(/^old +app +1 +3 /m);
    expect(quiet.out).not.toMatch(/^shop/m);
    const all = await usage('--file', file, '--quiet-for', '0', '--json');
    expect((JSON.parse(all.out) as unknown[]).length).toBe(5);
  });

  test.each([
    [
      'a file that is not there',
      ['--file', '/nowhere/usage.json'],
      1,
      /^error: \/nowhere\/usage\.json: cannot be read \(ENOENT\)\.$/m,
    ],
    [
      'a gateway that is not there',
      ['--url', 'http://127.0.0.1:1'],
      1,
      /\/usage does not answer \(ECONNREFUSED\)/,
    ],
    ['a file of nothing', ['--file', '/dev/null'], 1, /^error: \/dev\/null: It is not JSON\.$/m],
    [
      'a URL with a password',
      ['--url', 'http://me:hush@127.0.0.1:1'],
      1,
      /no user name, password, query or fragment/,
    ],
    ['two forms at once', ['--csv', '--json'], 1, /cannot be used with/],
    [
      'a map without a file',
      ['--routes-map', 'routes-map'],
      2,
      /^error: --routes-map is for --file alone: [^\n]+\n$/,
    ],
    ['a number of days that is none', ['--quiet-for', 'x'], 1, /must be a whole number/],
  ])('with %s prints a message', async (_what, ...[more, code, sentence]) => {
    const done = await usage(...more);
    expect([done.exitCode, done.out]).toEqual([code, '']);
    expect(done.err).toMatch(sentence);
  });

  test.each(['<html>', 'null', '{"rows":{}}'])(
    'of a server that answers %s prints a message of one line',
    async (text) => {
      const server = createServer((_request, response) => response.end(text)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const done = await usage('--url', `http://127.0.0.1:${port}`);
      server.close();
      const err = `error: http://127.0.0.1:${port}/usage is no operator’s port of holdover\n`;
      expect(done).toEqual({ exitCode: 1, out: '', err });
    },
  );

  test.each([
    ['', /^1SkH \(Shop, the old one\) +app +users\.get /m],
    ['', /^never called: 2kFd \(Admin\)$/m],
    ['--csv', /^1SkH,app,users\.get,.*,"Shop, the old one"\r$/m],
    ['--quiet-for=30', /^2kFd \(Admin\) +global +0 +0 +never/m],
  ])('names clients as the clients file does (%s)', async (option, line) => {
    const listed = [
      { clientId: '1SkH', kind: 'app', name: 'Shop, the old one' },
      { clientId: '2kFd', kind: 'global', name: 'Admin' },
    ];
    const found = [{ caller: 'app', client: '1SkH', route: 'users.get', ...counts, last: now }];
    const report = usageReport({ kept: 'memory', whole: true, rows: found }, { routes: [], listed });
    const server = createServer((_request, response) => response.end(JSON.stringify(report)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const { out } = await usage('--url', `http://127.0.0.1:${port}`, ...(option === '' ? [] : [option]));
    server.close();
    expect(out).toMatch(line);
  });
});
