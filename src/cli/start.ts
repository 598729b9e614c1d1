import type { Command } from 'commander';
import { errorFields } from '../observe/error-fields.js';
import { createLogger, type Logger } from '../observe/logger.js';
import { standardOutput } from '../observe/standard-output.js';
import { collectGarbage } from './collect-garbage.js';
import { readConfigured } from './read-configured.js';

/** `holdover start`, which is also what happens without a command. */
export function addStartCommand(program: Command): void {
  program
    .command('start', { isDefault: true })
    .description('serve v1 clients; without HOLDOVER_UPSTREAM_URL on an embedded sandbox, with demo data')
    .action(start);
}

async function start(): Promise<void> {
  const { config, map } = readConfigured();
  const log = createLogger({ level: config.logLevel, sink: standardOutput() });
  logCrashes(log);
  // What serves takes the room that reading the map has left: 4 MiB less, as long as it runs.
  collectGarbage();
  const { openSurroundings } = await import('./open-surroundings.js');
  const { runGateway } = await import('./run-gateway.js');
  const around = await openSurroundings(config);
  await runGateway({ config, map, around, log });
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
