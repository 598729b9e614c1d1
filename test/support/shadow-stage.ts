import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { readExposition, type Sample } from './exposition.js';
import { startHoldover, type RunningHoldover } from './running-holdover.js';
import { startTenantFront, type TenantFront } from './tenant-front.js';

export type ShadowMode = 'off' | 'serve-v1' | 'serve-holdover';

/** The built program between a tenant and a v1 of equal stores, each behind a front that the test can disturb. */
export interface ShadowStage {
  readonly sandbox: Sandbox;
  readonly tenant: TenantFront;
  readonly v1: TenantFront;
  readonly holdover: RunningHoldover;
  /** Selects the side that serves from now on, and waits until it does. */
  switchTo(mode: ShadowMode): Promise<void>;
  /** `value` by labels, of `holdover_shadow_<name>_total`. */
  counts(name: 'reads' | 'differences' | 'left_out' | 'unwritten_lines'): Promise<Record<string, number>>;
  /** Waits until this many more reads than the last time are compared or left out. */
  settled(reads: number): Promise<void>;
  /** Lines of all files of differences, the newest file last. */
  lines(): Promise<WrittenLine[]>;
  /** The folder of the differences. */
  readonly folder: string;
  close(): Promise<void>;
}

export interface WrittenLine {
  readonly route: string;
  readonly caller: string;
  readonly target: string;
  readonly verdict: string;
  readonly serves: string;
  readonly differences: readonly { field: string; kind: string; cause: { kind: string; id?: string } }[];
}

export async function openShadowStage(
  mode: ShadowMode,
  env: Readonly<Record<string, string>> = {},
): Promise<ShadowStage> {
  const folder = await mkdtemp(join(tmpdir(), 'holdover-shadow-'));
  const moment = Date.now();
  const sandbox = await startSandbox({ seedUsers: 12, v1Port: 0, now: () => moment });
  const tenant = await startTenantFront(sandbox.url);
  const v1 = await startTenantFront(sandbox.v1?.url ?? '');
  await writeFile(join(folder, 'mode'), mode);
  await writeFile(join(folder, 'clients.json'), JSON.stringify(listed));
  const { service } = demoClients;
  const holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: tenant.url,
    HOLDOVER_UPSTREAM_AUDIENCE: `${sandbox.url}/api/v2/`,
    HOLDOVER_UPSTREAM_CLIENT_ID: service.clientId,
    HOLDOVER_UPSTREAM_CLIENT_SECRET: service.clientSecret,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
    HOLDOVER_CLIENTS_FILE: join(folder, 'clients.json'),
    HOLDOVER_SHADOW_MODE_FILE: join(folder, 'mode'),
    HOLDOVER_SHADOW_URL: v1.url,
    HOLDOVER_SHADOW_RATE: '1000',
    HOLDOVER_SHADOW_CONCURRENCY: '32',
    HOLDOVER_SHADOW_FILE: join(folder, 'differences.jsonl'),
    HOLDOVER_SHADOW_IGNORE_FILE: resolve('test/support/known-differences.yaml'),
    ...env,
  });
  const samples = async (): Promise<readonly Sample[]> =>
    readExposition(await (await fetch(`${holdover.admin}/metrics`)).text()).samples;
  const decided = async (): Promise<number> =>
    (await samples())
      .filter(({ name }) => /^holdover_shadow_(?:reads|left_out)_total$/.test(name))
      .reduce((sum, { value }) => sum + value, 0);
  let seen = 0;
  let reloads = 0;
  return {
    sandbox,
    tenant,
    v1,
    holdover,
    folder,
    switchTo: async (next) => {
      await writeFile(join(folder, 'mode'), next);
      holdover.signal('SIGHUP');
      await holdover.says('"msg":"reloaded"', (reloads += 1));
    },
    counts: async (name) => countsIn(await samples(), `holdover_shadow_${name}_total`),
    settled: async (reads) => {
      while ((await decided()) < seen + reads) await new Promise((wake) => setTimeout(wake, 20));
      seen += reads;
    },
    lines: () => linesIn(folder),
    close: async () => {
      await holdover.stop();
      await Promise.all([tenant.close(), v1.close()]);
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const listed = (['app', 'global'] as const).map((kind) => ({
  client_id: demoClients[kind].clientId,
  client_secret: demoClients[kind].clientSecret,
  kind,
}));

function countsIn(samples: readonly Sample[], wanted: string): Record<string, number> {
  const found = samples.filter(({ name, value }) => name === wanted && value > 0);
  return Object.fromEntries(found.map(({ labels, value }) => [Object.values(labels).join(' '), value]));
}

async function linesIn(folder: string): Promise<WrittenLine[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('differences'));
  const oldestFirst = names.sort((one, other) => other.localeCompare(one));
  const texts = await Promise.all(oldestFirst.map((name) => readFile(join(folder, name), 'utf8')));
  return texts
    .flatMap((text) => text.split('\n').slice(0, -1))
    .map((line) => JSON.parse(line) as WrittenLine);
}
