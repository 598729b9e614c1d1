import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { atExit } from './at-exit.js';
import { startProgram, type RunningProgram } from './start-program.js';

export const contenderNames = [
  'bare-node-pass-through',
  'bare-node-reshape',
  'bare-node-calls',
  'express-proxy',
  'express-interceptor',
  'holdover',
] as const;
export type ContenderName = (typeof contenderNames)[number];

export interface Setting {
  readonly tenant: string;
  readonly core: number | undefined;
  /** Options of Node itself, before the program. */
  readonly nodeOptions?: readonly string[];
  /** Number of holdover's workers; default 1. */
  readonly workers?: number;
}

/** holdover is the built program with everything on; the others are the files of `contenders`. */
export function startContender(name: ContenderName, setting: Setting): Promise<RunningProgram> {
  if (name === 'holdover') return startHoldover(setting);
  const { tenant, core, nodeOptions = [] } = setting;
  const file = new URL(`contenders/${name}.js`, import.meta.url).pathname;
  return startProgram({ args: [...nodeOptions, file, tenant], core });
}

export const benchClient = { id: 'legacyBench', secret: 'only-for-the-bench' };
/** One key for all, so that a token is valid for every started holdover. */
const tokenKey = randomBytes(32).toString('base64url');

async function startHoldover({
  tenant,
  core,
  nodeOptions = [],
  workers = 1,
}: Setting): Promise<RunningProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'holdover-bench-'));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  const forget = atExit(remove);
  const clients = [{ client_id: benchClient.id, client_secret: benchClient.secret, kind: 'global' }];
  writeFileSync(join(folder, 'clients.yaml'), JSON.stringify(clients));
  const env = {
    HOLDOVER_PORT: '0',
    HOLDOVER_ADMIN_PORT: '0',
    HOLDOVER_LAME_DUCK_MS: '0',
    HOLDOVER_PUBLIC_URL: 'http://localhost:8080',
    HOLDOVER_UPSTREAM_URL: tenant,
    HOLDOVER_UPSTREAM_CLIENT_ID: 'service',
    HOLDOVER_UPSTREAM_CLIENT_SECRET: 'only-for-the-bench',
    HOLDOVER_CLIENTS_FILE: join(folder, 'clients.yaml'),
    HOLDOVER_TOKEN_KEY: tokenKey,
    HOLDOVER_USAGE_FILE: join(folder, 'usage.json'),
    HOLDOVER_WORKERS: String(workers),
  };
  const running = await startProgram({ args: [...nodeOptions, resolve('dist/main.js')], env, core });
  return {
    ...running,
    stop: async () => {
      await running.stop();
      forget();
      remove();
    },
  };
}
