import type { Command } from 'commander';
import type { Config } from '../config/config.js';
import { errorFields } from '../observe/error-fields.js';
import { createLogger, type Logger } from '../observe/logger.js';
import { standardOutput } from '../observe/standard-output.js';
import { collectGarbage } from './collect-garbage.js';
import { readConfigured } from '../wiring/read-configured.js';
import type { Run } from '../wiring/run.js';

/** `holdover start`, which is also what happens without a command. */
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
    // A worker that cannot serve ends, though its keeper listens to it.
    process.channel?.unref();
    throw error;
  }
}

async function serve(): Promise<void> {
  const { config, map } = readConfigured();
  const worker = await workerNumber(config);
  const log = createLogger({ level: config.logLevel, sink: standardOutput(), worker });
  logCrashes(log);
  // What serves takes the room that reading the map has left: 4 MiB less, as long as it runs.
  collectGarbage();
  const { openSurroundings } = await import('./open-surroundings.js');
  const run = await runner(config);
  await run({ config, map, around: await openSurroundings(config), log });
}

/** By which its keeper calls it; undefined in a process that is no worker. */
async function workerNumber({ workers }: Config): Promise<number | undefined> {
  if (workers === 1) return undefined;
  return (await import('node:cluster')).default.worker?.id;
}

/** What this process is: all of the gateway, its keeper, or one of its workers. */
async function runner({ workers }: Config): Promise<(run: Run) => Promise<void>> {
  if (workers === 1) return (await import('../wiring/run-gateway.js')).runGateway;
  const { default: cluster } = await import('node:cluster');
  if (cluster.isPrimary) return (await import('../wiring/run-primary.js')).runPrimary;
  return (await import('../wiring/run-worker.js')).runWorker;
}

/** Exit code 1, with one line that says why. */
function logCrashes(log: Logger): void {
  const crash = (error: unknown): void => {
    log.error('crash', errorFields(error));
    log.flush();
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
}
