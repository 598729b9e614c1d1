import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { UsageReport } from '../../src/gateway/operator/usage-report.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';

const { clientId } = demoClients.app;
let folder: string;
let file: string;
const running = new Set<RunningHoldover>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-usage-'));
  file = join(folder, 'usage.json');
});

afterEach(async () => {
  await Promise.all([...running].map((each) => each.stop()));
  running.clear();
  await rm(folder, { recursive: true });
});

async function started(env: Record<string, string> = {}): Promise<RunningHoldover> {
  const holdover = await startHoldover({ HOLDOVER_USAGE_FILE: file, ...env });
  running.add(holdover);
  return holdover;
}

async function call({ http }: RunningHoldover, times: number): Promise<void> {
  const authorization = `Bearer ${await v1Token(http, demoClients.app)}`;
  for (let n = 0; n < times; n += 1)
    await (await fetch(`${http}/api/users?per_page=1`, { headers: { authorization } })).text();
}

function inRows({ rows }: Pick<UsageReport, 'rows'>): number {
  return rows.find(({ client, route }) => client === clientId && route === 'users.list')?.requests ?? 0;
}

async function inFile(): Promise<number> {
  return existsSync(file) ? inRows(JSON.parse(await readFile(file, 'utf8')) as UsageReport) : 0;
}

async function untilInFile(count: number): Promise<void> {
  // This watcher starts at once; that of fs/promises starts only when a change is awaited.
  const watcher = watch(folder);
  for (;;) {
    const changed = once(watcher, 'change');
    if ((await inFile()) >= count) break;
    await changed;
  }
  watcher.close();
}

async function usage(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const done = await promisify(execFile)(process.execPath, ['dist/main.js', 'usage', ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  return done.stdout;
}

describe('the usage of clients', () => {
  test('is kept across restarts, and shown by the running gateway and from the file alone', async () => {
    const first = await started();
    await call(first, 2);
    expect(await first.stop()).toBe(0);
    running.delete(first);
    expect(await inFile()).toBe(2);
    const token = 'a-token-of-the-operator';
    const second = await started({ HOLDOVER_ADMIN_TOKEN: token });
    await call(second, 3);
    const asking = { HOLDOVER_ADMIN_PORT: new URL(second.admin).port };
    const report = JSON.parse(
      await usage(['--json'], { ...asking, HOLDOVER_ADMIN_TOKEN: token }),
    ) as UsageReport;
    expect([report.kept, inRows(report)]).toEqual(['file', 5]);
    await expect(usage([], asking)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/usage 401'),
    });
    expect(await usage(['--csv', '--file', file])).toContain(`\r\n${clientId},app,users.list,5,0,0,`);
  });

  test('is lost by a crash for the last seconds only', async () => {
    const holdover = await started();
    await call(holdover, 2);
    await untilInFile(2);
    await call(holdover, 1);
    holdover.signal('SIGKILL');
    await holdover.ended();
    running.delete(holdover);
    const again = await started();
    await call(again, 1);
    const report = (await (await fetch(`${again.admin}/usage`)).json()) as UsageReport;
    expect([3, 4]).toContain(inRows(report));
  });

  test('never prevents a start: a missing folder is reported once', async () => {
    const holdover = await started({ HOLDOVER_USAGE_FILE: join(folder, 'none', 'usage.json') });
    await call(holdover, 1);
    expect(await holdover.stop()).toBe(0);
    expect(holdover.stdout().split('the usage file cannot be written').length).toBe(2);
  });
});
