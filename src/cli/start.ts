import type { Command } from 'commander';
import type { Config } from '../config/config.js';
import { errorFields } from '../observe/log/error-fields.js';
import { createLogger, type Logger } from '../observe/log/logger.js';
import { standardOutput } from '../observe/log/standard-output.js';
import { collectGarbage } from './collect-garbage.js';
import { readConfigured } from '../wiring/configured/read-configured.js';
import type { Run } from '../wiring/run.js';

/** `holdover start`, which is also the default command. */
export function addStartCommand(program: Command): void {
  program
    .command('start', { isDefault: true })
    .description('serve v1 clients; without HOLDOVER_UPSTREAM_URL on an embedded sandbox, with demo data')
    .action(start);
}

async function start(): Promise<void> {
  try {
    await serve();
  } catch (error) {
    // Without this the channel to the primary would keep a failed worker alive.
    process.channel?.unref();
    throw error;
  }
}

async function serve(): Promise<void> {
  const { config, map } = readConfigured();
  const worker = await workerNumber(config);
  const log = createLogger({ level: config.logLevel, sink: standardOutput(), worker });
  logCrashes(log);
  // The serving modules then reuse the memory freed after reading the map: 4 MiB less for the whole run.
  collectGarbage();
  const { openSurroundings } = await import('./open-surroundings.js');
  const run = await runner(config);
  await run({ config, map, around: await openSurroundings(config), log });
}

/** The worker's id in the primary; undefined in a process that is no worker. */
async function workerNumber({ workers }: Config): Promise<number | undefined> {
  if (workers === 1) return undefined;
  return (await import('node:cluster')).default.worker?.id;
}

/** Chooses the role of this process: the whole gateway, the primary, or a worker. */
async function runner({ workers }: Config): Promise<(run: Run) => Promise<void>> {
  if (workers === 1) return (await import('../wiring/run-gateway.js')).runGateway;
  const { default: cluster } = await import('node:cluster');
  if (cluster.isPrimary) return (await import('../wiring/workers/run-primary.js')).runPrimary;
  return (await import('../wiring/workers/run-worker.js')).runWorker;
}

/** Logs a crash as one line and exits with 1. */
function logCrashes(log: Logger): void {
  const crash = (error: unknown): void => {
    log.error('crash', errorFields(error));
    log.flush();
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
}
