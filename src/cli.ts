import { Command, CommanderError } from 'commander';
import { addCheckCommand } from './cli/check.js';
import { addDoctorCommand } from './cli/doctor.js';
import { addExplainCommand } from './cli/explain.js';
import { addHealthCommand } from './cli/health.js';
import { addKeygenCommand } from './cli/keygen.js';
import { mapFromEnvironment } from './cli/map-from-environment.js';
import { addParityCommand } from './cli/parity.js';
import { addRecordCommand } from './cli/record.js';
import { addRoutesCommand } from './cli/routes.js';
import { addSandboxCommand } from './cli/sandbox.js';
import { addStartCommand } from './cli/start.js';
import { ConfigError } from './config/config-error.js';
import { MapError } from './map/map-error.js';
import { version } from './cli/version.js';

export const exitCodes = { crash: 1, usage: 2, badConfiguration: 78 } as const;

/** All commands of the program. */
export function createProgram(): Command {
  const program = new Command('holdover');
  program
    .description(
      'Keeps applications alive that still speak the Auth0 Management API v1, by translating each call to v2.',
    )
    .version(version)
    .exitOverride();
  const map = mapFromEnvironment();
  addStartCommand(program);
  addCheckCommand(program, map);
  addDoctorCommand(program);
  addExplainCommand(program, map);
  addRoutesCommand(program, map);
  addRecordCommand(program, map);
  addParityCommand(program, map);
  addKeygenCommand(program);
  addSandboxCommand(program);
  addHealthCommand(program);
  return program;
}

/** Runs one command; what goes wrong is one line per mistake on stderr, and the exit code. */
export async function runCli(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    if (error instanceof ConfigError || error instanceof MapError) process.stderr.write(`${error.message}\n`);
    else if (!(error instanceof CommanderError)) throw error;
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigError || error instanceof MapError) return exitCodes.badConfiguration;
  if (!(error instanceof CommanderError)) return exitCodes.crash;
  // commander's own complaints are about usage; ours bring their code along.
  return error.exitCode !== 0 && error.code.startsWith('commander.') ? exitCodes.usage : error.exitCode;
}
