import { Option, type Command } from 'commander';
import type { LoadedMap } from '../map/load-map.js';
import { importAccessLog } from '../parity/import-access-log.js';
import { importHar } from '../parity/import-har.js';
import { ParityError } from '../parity/parity-error.js';
import { readLines } from '../parity/read-lines.js';
import { startRecorder } from '../parity/recorder.js';
import { createRedaction, type Redaction } from '../parity/redaction.js';
import { writeRecording, type RecordingWriter } from '../parity/write-recording.js';
import { baseUrl } from './base-url.js';
import { openMap, withMapOptions, write, type MapCommandDeps, type MapCommandOptions } from './open-map.js';
import { readOptionFile } from './read-option-file.js';
import { wholeNumber } from './whole-number.js';

interface Options extends MapCommandOptions {
  readonly control?: string;
  readonly har?: string;
  readonly accessLog?: string;
  readonly out: string;
  readonly host: string;
  readonly port: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly ca?: string;
  readonly twice?: true;
  readonly emailKeyFile?: string;
}

interface Recording {
  readonly options: Options;
  readonly command: Command;
  readonly map: LoadedMap;
  readonly redaction: Redaction;
  readonly writer: RecordingWriter;
}

/** `holdover record`: a proxy before a live v1 that writes down what it sees; or a HAR or an access log, imported. */
export function addRecordCommand(program: Command, deps: MapCommandDeps): void {
  withMapOptions(program.command('record'))
    .description('record what a live v1 is asked and answers, without secrets, for `holdover parity`')
    .requiredOption('--out <file>', 'recording to begin or to go on with')
    .option('--control <url>', 'base URL of the live v1; clients are pointed at this proxy', baseUrl)
    .addOption(new Option('--har <file>', 'import a HAR file').conflicts(['control', 'accessLog']))
    .addOption(new Option('--access-log <file>', 'import the reads of an access log').conflicts('control'))
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on; 0 for any', wholeNumber(0, 65_535), 8_081)
    .option('--tls-cert <file>', 'PEM of the certificate for HTTPS')
    .option('--tls-key <file>', 'PEM of its key')
    .option('--ca <file>', 'PEM of a CA to trust for the live v1')
    .option('--twice', 'ask each read twice, so that noise is known')
    .option('--email-key-file <file>', 'key: e-mail addresses are recorded as hashes by it')
    .action(async (options: Options, command: Command) => {
      try {
        await record(options, command, deps);
      } catch (error) {
        if (!(error instanceof ParityError)) throw error;
        command.error(`error: ${error.message}`, { exitCode: 2, code: 'holdover.record' });
      }
    });
}

async function record(options: Options, command: Command, deps: MapCommandDeps): Promise<void> {
  const { control, har, accessLog, out } = options;
  if (control === undefined && har === undefined && accessLog === undefined)
    throw new ParityError('There is nothing to record: give --control, --har or --access-log.');
  const map = openMap(command, options, deps);
  const redaction = createRedaction(map, readOptionFile(options.emailKeyFile)?.trim());
  const { emails } = redaction;
  const header = {
    recording: 'holdover',
    version: 1,
    emails,
    ...(control === undefined ? {} : { control }),
  } as const;
  const writer = await writeRecording(out, header);
  if (writer.cut > 0) note(command, `${out}: a torn last line was cut off.`);
  const recording = { options, command, map, redaction, writer };
  if (control !== undefined) {
    await listen(control, recording);
    return;
  }
  try {
    await (har === undefined ? readLog(accessLog ?? '', recording) : readHar(har, recording));
  } finally {
    await writer.close();
  }
}

/** Until a signal; what came before it is written. */
async function listen(
  control: string,
  { options, command, map, redaction, writer }: Recording,
): Promise<void> {
  const [cert, key, ca] = [options.tlsCert, options.tlsKey, options.ca].map(readOptionFile);
  if ((cert === undefined) !== (key === undefined))
    throw new ParityError('HTTPS needs --tls-cert and --tls-key.');
  const tls = cert === undefined || key === undefined ? undefined : { cert, key };
  const { host, port, twice = false, out } = options;
  const recorder = await startRecorder(
    { ...{ control, host, port, tls, ca, twice } },
    {
      map,
      redaction,
      append: writer.append,
      note: (sentence) => {
        note(command, sentence);
      },
    },
  ).catch((error: unknown) => {
    throw new ParityError(`${host}:${port} cannot be listened on: ${(error as Error).message}`);
  });
  const found = { url: recorder.url, control, out, before: writer.before };
  write(
    command,
    options.json === true
      ? `${JSON.stringify(found)}\n`
      : `${recorder.url} records ${control} into ${out} (${writer.before} exchanges so far)\n`,
  );
  const close = async (): Promise<void> => {
    await recorder.close();
    await writer.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void close().then(() => process.exit(0)));
}

async function readHar(path: string, { command, map, redaction, writer }: Recording): Promise<void> {
  const found = importHar(readOptionFile(path) ?? '', map);
  for (const exchange of found) await writer.append(redaction.exchange(exchange));
  write(command, `${found.length} v1 exchanges of ${path}\n`);
}

async function readLog(path: string, { command, map, redaction, writer }: Recording): Promise<void> {
  const log = importAccessLog(map);
  let count = 0;
  for await (const { text } of readLines(path)) {
    const exchange = log.read(text);
    if (exchange === undefined) continue;
    await writer.append(redaction.exchange(exchange));
    count += 1;
  }
  const { repeated, writes, unread } = log.counts;
  write(
    command,
    `${count} v1 reads of ${path}; left out: ${repeated} asked before, ${writes} writes, ${unread} lines of another format\n`,
  );
}

function note(command: Command, sentence: string): void {
  command.configureOutput().writeErr?.(`${sentence}\n`);
}
