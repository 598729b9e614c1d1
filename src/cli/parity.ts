import { Option, type Command } from 'commander';
import { readClientsFile } from '../config/clients-file.js';
import { noIgnores, readIgnoreFile } from '../parity/ignore-file.js';
import { ParityError } from '../parity/parity-error.js';
import { runParity, type ParityOutcome, type ParityRun } from '../parity/run-parity.js';
import { baseUrl } from './base-url.js';
import { openMap, withMapOptions, write, type MapCommandDeps, type MapCommandOptions } from './open-map.js';
import { progressLine } from './progress-line.js';
import { readOptionFile } from './read-option-file.js';
import { wholeNumber } from './whole-number.js';

interface Options extends MapCommandOptions {
  readonly candidate: string;
  readonly control?: string;
  readonly clients?: string;
  readonly as?: string;
  readonly writes?: readonly string[];
  readonly only?: string;
  readonly resume?: true;
  readonly silent?: true;
  readonly ignore?: string;
  readonly out: string;
  readonly concurrency: number;
  readonly rate?: number;
  readonly timeout: number;
  readonly ca?: string;
  readonly emailKeyFile?: string;
}

/** Exit code of a comparison that could not be made, in whole or in part. */
const notCompared = 2;

/** `holdover parity`: asks holdover what a recording asked v1, and says of every difference whose it is. */
export function addParityCommand(program: Command, deps: MapCommandDeps): void {
  withMapOptions(program.command('parity'))
    .description('replay a recording of v1 against holdover, and compare the answers')
    .argument('<recording>', 'file that `holdover record` has written')
    .requiredOption('--candidate <url>', 'base URL of holdover', baseUrl)
    .option('--control <url>', 'base URL of a live v1, asked twice instead of the recorded answers', baseUrl)
    .option('--clients <file>', 'clients to ask as: a clients file with plain secrets')
    .option('--as <client_id>', 'client that asks where the recording does not tell who did')
    .option('--writes <host...>', 'make writes, too; these hosts may be written to')
    .option('--only <id>', 'this exchange alone')
    .option('--resume', 'go on with the results in the folder')
    .option('--silent', 'holdover runs with HOLDOVER_LOSSY=silent: any loss of an entry may have happened')
    .option('--ignore <file>', 'YAML list of route, path, reason, owner and expires')
    .option('--out <folder>', 'folder for results.jsonl, report.json, junit.xml and report.html', 'parity')
    .option('--concurrency <number>', 'requests at once', wholeNumber(1, 1_000), 8)
    .option('--rate <number>', 'requests a second at most', wholeNumber(1, 100_000))
    .option('--timeout <seconds>', 'for one answer', wholeNumber(1, 600), 30)
    .option('--ca <file>', 'PEM of a CA to trust')
    .addOption(new Option('--email-key-file <file>', 'key of the hashed e-mail addresses'))
    .addHelpText(
      'after',
      '\nExit codes: 0 all same or explained, 1 unexplained differences, 2 not all could be compared.',
    )
    .action(async (recording: string, options: Options, command: Command) => {
      const outcome = await compare(recording, options, { command, deps });
      write(command, options.json === true ? outcome.json : `${outcome.text}\n${options.out}/report.html\n`);
      const { exitCode } = outcome;
      if (exitCode !== 0) command.error(sentenceOf(outcome), { exitCode, code: 'holdover.parity' });
    });
}

async function compare(
  recording: string,
  options: Options,
  { command, deps }: { command: Command; deps: MapCommandDeps },
): Promise<ParityOutcome> {
  const map = openMap(command, options, deps);
  const known = new Set(map.routes.map(({ id }) => id));
  const ignores =
    options.ignore === undefined ? noIgnores : readIgnoreFile(options.ignore, known, new Date());
  const progress = progressLine();
  const note = (sentence: string): void => command.configureOutput().writeErr?.(`${sentence}\n`);
  try {
    return await runParity(runOf(recording, options), { map, ignores, note, onProgress: progress.show });
  } catch (error) {
    if (!(error instanceof ParityError)) throw error;
    return command.error(`error: ${error.message}`, { exitCode: notCompared, code: 'holdover.parity' });
  } finally {
    progress.end();
  }
}

function runOf(recording: string, options: Options): ParityRun {
  const ca = readOptionFile(options.ca);
  const emailKey = readOptionFile(options.emailKeyFile)?.trim();
  const clients = options.clients === undefined ? [] : readClientsFile(options.clients);
  return {
    ...options,
    ...{ recording, emailKey },
    candidate: { url: options.candidate, ca },
    control: options.control === undefined ? undefined : { url: options.control, ca },
    clients: clients.flatMap(({ clientId, clientSecret }) =>
      clientSecret === undefined ? [] : [{ clientId, clientSecret }],
    ),
    writes: options.writes ?? [],
    perSecond: options.rate,
    timeoutMs: options.timeout * 1000,
    resume: options.resume === true,
    silent: options.silent === true,
  };
}

function sentenceOf({ exitCode, summary: { counts } }: ParityOutcome): string {
  if (exitCode === 1) return `${counts.different} exchanges differ without an explanation.`;
  return counts.failed > 0 ? `${counts.failed} exchanges could not be compared.` : 'Nothing was compared.';
}
