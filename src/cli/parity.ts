import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { readClientsFile } from '../config/clients-file.js';
import { readTextFile } from '../config/read-text-file.js';
import type { LoadedMap } from '../map/load-map.js';
import { noIgnores, readIgnoreFile, type Ignores } from '../parity/compare/ignore-file.js';
import { isTooDeep } from '../errors/is-too-deep.js';
import { ParityError } from '../parity/parity-error.js';
import { runParity, type ParityOutcome, type ParityRun } from '../parity/run-parity.js';
import { baseUrl } from './base-url.js';
import { note, openMap, withMapOptions, write } from './open-map.js';
import type { MapCommandDeps, MapCommandOptions } from './open-map.js';
import { openParityDemo, type PreparedRun } from './demo/parity-demo.js';
import { progressLine } from './progress-line.js';
import { repeatLine, type RepeatedOptions } from './repeat-line.js';
import { readCaOption } from './read-ca-option.js';
import { readOptionKey } from './read-option-file.js';
import { wholeNumber } from './whole-number.js';
import { counted } from '../syntax/counted.js';

interface Options extends MapCommandOptions, Omit<RepeatedOptions, 'recording' | 'routesMap'> {
  readonly only?: string;
  readonly resume?: true;
  readonly out?: string;
  readonly concurrency: number;
  readonly rate?: number;
  readonly timeout: number;
}

const outHelp =
  'folder for results.jsonl, report.json, junit.xml and report.html ' +
  '(default: "parity"; of the demo "parity-demo", of one exchange "parity-ID")';

/** Exit code of a comparison that was not possible, in whole or in part. */
const notCompared = 2;

/** `holdover parity`: replays a recording of v1 against holdover, and says of every difference where it comes from. */
export function addParityCommand(program: Command, deps: MapCommandDeps): void {
  withMapOptions(program.command('parity').alias('replay'))
    .description('replay a recording of v1 against holdover, and compare the answers')
    .argument('[recording]', 'file that `holdover record` has written')
    .option('--candidate <url>', 'base URL of holdover', baseUrl)
    .option('--public-url <url>', 'where its paging links lead (HOLDOVER_PUBLIC_URL), if elsewhere', baseUrl)
    .addOption(
      new Option('--demo', 'record and compare a made-up house on this machine alone').conflicts([
        ...['candidate', 'control', 'clients', 'as', 'writes', 'resume', 'silent', 'ignore', 'ca'],
        ...['emailKeyFile', 'publicUrl'],
      ]),
    )
    .option('--control <url>', 'base URL of a live v1, asked twice instead of the recorded answers', baseUrl)
    .option('--clients <file>', 'clients to ask as: a clients file with plain secrets')
    .option('--as <client_id>', 'client that asks where the recording does not tell who did')
    .option('--writes <host...>', 'make writes, too; these hosts may be written to')
    .option('--only <id>', 'this exchange alone')
    .option('--resume', 'go on with the results in the folder')
    .option('--silent', 'holdover runs with HOLDOVER_LOSSY=silent: any loss of an entry may have happened')
    .option('--ignore <file>', 'YAML list of route, path, reason, owner and expires')
    .option('--out <folder>', outHelp)
    .option('--concurrency <number>', 'requests at once', wholeNumber(1, 1_000), 8)
    .option('--rate <number>', 'requests a second at most', wholeNumber(1, 100_000))
    .option('--timeout <seconds>', 'for one answer', wholeNumber(1, 600), 30)
    .option('--ca <file>', 'PEM of a CA to trust')
    .addOption(new Option('--email-key-file <file>', 'key of the hashed e-mail addresses'))
    .addHelpText(
      'after',
      '\nExit codes: 0 all same or explained, 1 unexplained differences, 2 not all could be compared.',
    )
    .action(async (recording: string | undefined, options: Options, command: Command) => {
      const out = options.out ?? usualFolder(options);
      const outcome = await compare({ ...options, recording, out }, command, deps);
      write(command, options.json === true ? outcome.json : `${outcome.text}\n${join(out, 'report.html')}\n`);
      const { exitCode } = outcome;
      if (exitCode !== 0) command.error(verdictOf(outcome), { exitCode, code: 'holdover.parity' });
    });
}

/** The default folder. One exchange gets a folder of its own, because a run replaces the results in its folder. */
function usualFolder({ demo, only, resume }: Options): string {
  if (only !== undefined && resume !== true) return `parity-${encodeURIComponent(only)}`;
  return demo === true ? 'parity-demo' : 'parity';
}

interface Given extends Options {
  readonly recording: string | undefined;
  readonly out: string;
}

async function compare(given: Given, program: Command, deps: MapCommandDeps): Promise<ParityOutcome> {
  const tell = (sentence: string): void => {
    note(program, sentence);
  };
  // The demo's tenant is a current one, whatever is configured.
  const map = openMap(program, given, given.demo === true ? { ...deps, dialect: 'current' } : deps);
  const progress = progressLine();
  let prepared: PreparedRun | undefined;
  try {
    if (given.demo === true && given.recording !== undefined)
      throw new ParityError('The demo makes a recording of its own.');
    prepared =
      given.demo === true
        ? await openParityDemo({ folder: given.out, map, note: tell })
        : { run: askedFor(given), ignoreFile: given.ignore, close: () => Promise.resolve() };
    const command = repeatLine(given);
    const run = { ...prepared.run, ...timing(given), only: given.only, out: given.out, command };
    const ignores = ignoresIn(prepared.ignoreFile, map);
    return await runParity(run, { map, ignores, note: tell, onProgress: progress.show });
  } catch (error) {
    const sentence = isTooDeep(error) ? 'An exchange is nested too deep to be compared.' : sentenceOf(error);
    return program.error(`error: ${sentence}`, { exitCode: notCompared, code: 'holdover.parity' });
  } finally {
    progress.end();
    await prepared?.close();
  }
}

function ignoresIn(file: string | undefined, map: LoadedMap): Ignores {
  if (file === undefined) return noIgnores;
  return readIgnoreFile(file, new Set(map.routes.map(({ id }) => id)), () => new Date());
}

function askedFor(given: Given): PreparedRun['run'] {
  const { recording, candidate } = given;
  if (recording === undefined || candidate === undefined)
    throw new ParityError('A recording and --candidate are needed, or --demo.');
  const ca = readCaOption(given.ca);
  const clients = clientsIn(given);
  return {
    recording,
    candidate: { url: candidate, ca, publicUrl: given.publicUrl },
    control: given.control === undefined ? undefined : { url: given.control, ca },
    clients,
    as: given.as,
    writes: given.writes ?? [],
    resume: given.resume === true,
    silent: given.silent === true,
    emailKey: readOptionKey(given.emailKeyFile),
  };
}

/** The clients with plain secrets; a hash cannot be used to request a token. */
function clientsIn({ clients: file, as }: Given): PreparedRun['run']['clients'] {
  const listed = file === undefined ? [] : readClientsFile(file, (path) => readTextFile(path, true));
  const clients = listed.flatMap(({ clientId, clientSecret, name }) =>
    clientSecret === undefined ? [] : [{ clientId, clientSecret, name }],
  );
  if (as !== undefined && !clients.some(({ clientId }) => clientId === as))
    throw new ParityError(`--as ${as}: --clients has no such client with a plain secret.`);
  return clients;
}

function timing({
  concurrency,
  rate,
  timeout,
}: Options): Pick<ParityRun, 'concurrency' | 'perSecond' | 'timeoutMs'> {
  return { concurrency, perSecond: rate, timeoutMs: timeout * 1000 };
}

/** @throws any other error unchanged */
function sentenceOf(error: unknown): string {
  if (!(error instanceof ParityError)) throw error;
  return error.message;
}

function verdictOf({ exitCode, summary: { counts } }: ParityOutcome): string {
  if (exitCode === 1) return `Different without an explanation: ${counted(counts.different, 'exchange')}.`;
  return counts.failed > 0
    ? `Not to be compared: ${counted(counts.failed, 'exchange')}.`
    : 'Nothing was compared.';
}
