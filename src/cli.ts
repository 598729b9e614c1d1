import { Command, CommanderError } from 'commander';
import { ConfigError } from './config/config-error.js';
import { exitCodes } from './cli/exit-codes.js';
import { mapFromEnvironment } from './cli/map-from-environment.js';
import type { MapCommandDeps } from './cli/open-map.js';
import { outliveReaders } from './observe/log/outlive-readers.js';
import { didYouMean } from './syntax/did-you-mean.js';
import { MapError } from './map/read/map-error.js';
import { version } from './config/version.js';

type Add = (program: Command) => void;

const map = mapFromEnvironment();

/** In the order of `--help`. Only what is asked for is loaded: a gateway has no use for what the reports need. */
const commands: Readonly<Record<string, () => Promise<Add>>> = {
  start: async () => (await import('./cli/start.js')).addStartCommand,
  check: async () => (await import('./cli/check.js')).addCheckCommand,
  doctor: async () => (await import('./cli/doctor.js')).addDoctorCommand,
  explain: async () => onMap((await import('./cli/explain.js')).addExplainCommand),
  routes: async () => onMap((await import('./cli/routes.js')).addRoutesCommand),
  usage: async () => onMap((await import('./cli/usage.js')).addUsageCommand),
  record: async () => onMap((await import('./cli/record.js')).addRecordCommand),
  parity: async () => onMap((await import('./cli/parity.js')).addParityCommand),
  keygen: async () => (await import('./cli/keygen.js')).addKeygenCommand,
  sandbox: async () => (await import('./cli/sandbox.js')).addSandboxCommand,
  health: async () => (await import('./cli/health.js')).addHealthCommand,
};

/** Other names of commands: what `record` has recorded, a script may as well `replay`. */
const aliases: Readonly<Record<string, string>> = { replay: 'parity' };

function onMap(add: (program: Command, deps: MapCommandDeps) => void): Add {
  return (program) => {
    add(program, map);
  };
}

/** @param words of the command line, from the command's name on; without one that is known, there are all commands */
export async function createProgram([name = 'start']: readonly string[]): Promise<Command> {
  const program = new Command('holdover');
  program
    .description(
      'Keeps applications alive that still speak the Auth0 Management API v1, by translating each call to v2.',
    )
    .version(version)
    .exitOverride();
  const load = loaderOf(name);
  const wanted = load === undefined ? Object.values(commands) : [load];
  for (const each of wanted) {
    const add = await each();
    add(program);
  }
  return program;
}

function loaderOf(name: string): (() => Promise<Add>) | undefined {
  const own = Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name;
  return Object.hasOwn(commands, own) ? commands[own] : undefined;
}

/** Runs one command; what goes wrong is one line per mistake on stderr, and the exit code. */
export async function runCli(argv: readonly string[]): Promise<void> {
  outliveReaders();
  try {
    const words = argv.slice(2);
    const program = await createProgram(words);
    refuseUnknown(program, words);
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    if (error instanceof ConfigError || error instanceof MapError) process.stderr.write(`${error.message}\n`);
    else if (!(error instanceof CommanderError)) throw error;
  }
}

/** commander would take the name for an argument of `start`. */
function refuseUnknown(program: Command, [name = 'start']: readonly string[]): void {
  if (name.startsWith('-') || name === 'help' || loaderOf(name) !== undefined) return;
  const message = `error: there is no command "${name}"${didYouMean(name, [...Object.keys(commands), ...Object.keys(aliases)])}`;
  program.error(message, { exitCode: exitCodes.usage });
}

function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigError || error instanceof MapError) return exitCodes.badConfiguration;
  if (!(error instanceof CommanderError)) return exitCodes.crash;
  // commander's own complaints are about usage; ours bring their code along.
  return error.exitCode !== 0 && error.code.startsWith('commander.') ? exitCodes.usage : error.exitCode;
}
