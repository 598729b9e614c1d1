import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { ConfigError } from '../config/config-error.js';
import { readTlsFiles } from '../config/tls-files.js';
import type { LoadedMap } from '../map/load-map.js';
import { importAccessLog } from '../parity/record/import-access-log.js';
import { importHar } from '../parity/record/import-har.js';
import { isTooDeep } from '../errors/is-too-deep.js';
import { ParityError } from '../parity/parity-error.js';
import { readLines } from '../parity/files/read-lines.js';
import { startRecorder, type RecorderOptions } from '../parity/record/recorder.js';
import type { Exchange } from '../parity/recording.js';
import { createRedaction, type Redaction } from '../parity/redaction/redaction.js';
import { writeRecording, type RecordingWriter } from '../parity/record/write-recording.js';
import { baseUrl } from './base-url.js';
import { note, openMap, withMapOptions, write } from './open-map.js';
import type { MapCommandDeps, MapCommandOptions } from './open-map.js';
import { readCaOption } from './read-ca-option.js';
import { readOptionFile, readOptionKey } from './read-option-file.js';
import { unlistened } from './unlistened.js';
import { wholeNumber } from './whole-number.js';
import { counted } from '../syntax/counted.js';

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

/** Options that do not apply to an import. */
const ofTheProxy = ['control', 'host', 'port', 'tlsCert', 'tlsKey', 'ca', 'twice'] as const;

interface Recording {
  readonly options: Options;
  readonly command: Command;
  readonly map: LoadedMap;
  readonly redaction: Redaction;
  readonly writer: RecordingWriter;
  /** The file did not exist before. */
  readonly isNew: boolean;
}

/** Writes the exchanges of one source into a recording. */
type Source = (recording: Recording) => Promise<void>;

/** `holdover record`: records through a proxy in front of a live v1, or imports a HAR file or an access log. */
export function addRecordCommand(program: Command, deps: MapCommandDeps): void {
  withMapOptions(program.command('record'))
    .description('record what a live v1 is asked and answers, without secrets, for `holdover parity`')
    .requiredOption('--out <file>', 'recording to begin or to go on with')
    .option('--control <url>', 'base URL of the live v1; clients are pointed at this proxy', baseUrl)
    .addOption(new Option('--har <file>', 'import a HAR file').conflicts(['accessLog', ...ofTheProxy]))
    .addOption(
      new Option('--access-log <file>', 'import the reads of an access log').conflicts([...ofTheProxy]),
    )
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
  const { control, out } = options;
  const map = openMap(command, options, deps);
  const redaction = createRedaction(map, readOptionKey(options.emailKeyFile));
  const { emails } = redaction;
  const header = {
    recording: 'holdover',
    version: 1,
    emails,
    ...(control === undefined ? {} : { control }),
  } as const;
  // Opened first, so that an unreadable source leaves no output file behind.
  const source = await openSource(options, map);
  const isNew = !existsSync(out);
  const writer = await writeRecording(out, header);
  if (writer.cut > 0) note(command, `${out}: a torn last line was cut off.`);
  try {
    await source({ options, command, map, redaction, writer, isNew });
  } catch (error) {
    await writer.close();
    throw error;
  }
}

/** @throws ParityError if the source cannot be read */
async function openSource(options: Options, map: LoadedMap): Promise<Source> {
  const { control, har, accessLog } = options;
  if (control !== undefined) return openProxy(control, options);
  if (har !== undefined) return openHar(har, map);
  if (accessLog !== undefined) return openLog(accessLog, map);
  throw new ParityError('There is nothing to record: give --control, --har or --access-log.');
}

function openProxy(control: string, { tlsCert, tlsKey, ca: caFile, ...options }: Options): Source {
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new ParityError('HTTPS needs --tls-cert and --tls-key.');
  const tls = tlsCert === undefined || tlsKey === undefined ? undefined : readTls(tlsCert, tlsKey);
  const { host, port, twice = false } = options;
  const proxy = { control, host, port, tls, ca: readCaOption(caFile), twice };
  return (recording) => listen(proxy, recording);
}

function readTls(cert: string, key: string): NonNullable<RecorderOptions['tls']> {
  try {
    return readTlsFiles(cert, key, { cert: '--tls-cert', key: '--tls-key' });
  } catch (error) {
    throw error instanceof ConfigError ? new ParityError(error.message) : error;
  }
}

/** Records until a signal, and writes everything that came before it. */
async function listen(
  proxy: RecorderOptions,
  { options, command, map, redaction, writer, isNew }: Recording,
): Promise<void> {
  const { control, host, port } = proxy;
  const { out } = options;
  const recorder = await startRecorder(proxy, {
    map,
    redaction,
    append: writer.append,
    note: (sentence) => {
      note(command, sentence);
    },
  }).catch(async (error: unknown) => {
    if (isNew) await rm(out, { force: true });
    throw unlistened(error, { option: '--port', host, port });
  });
  const found = { url: recorder.url, control, out, before: writer.before };
  write(
    command,
    options.json === true
      ? `${JSON.stringify(found)}\n`
      : `${recorder.url} records ${control} into ${out} (${counted(writer.before, 'exchange')} so far)\n`,
  );
  const close = async (): Promise<void> => {
    const { recorded, missed } = await recorder.close();
    await writer.close();
    const loss = missed === 0 ? '' : `; ${counted(missed, 'exchange')} of v1 could not be recorded`;
    note(command, `${counted(recorded, 'exchange')} recorded${loss}.`);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void close().then(() => process.exit(0)));
}

function openHar(path: string, map: LoadedMap): Source {
  const found = importHar(readOptionFile(path) ?? '', map);
  return async (recording) => {
    let count = 0;
    for (const exchange of found) if (await keep(exchange, recording)) count += 1;
    await end({ exchanges: count }, `${counted(count, 'v1 exchange')} of ${path}`, recording);
  };
}

async function openLog(path: string, map: LoadedMap): Promise<Source> {
  const lines = readLines(path);
  let line = await lines.next();
  return async (recording) => {
    const log = importAccessLog(map);
    let count = 0;
    for (; line.done !== true; line = await lines.next()) {
      const exchange = log.read(line.value.text);
      if (exchange !== undefined && (await keep(exchange, recording))) count += 1;
    }
    const { repeated, writes, unread } = log.counts;
    const sentence = `${counted(count, 'v1 read')} of ${path}; left out: ${repeated} asked before, ${counted(writes, 'write')}, ${counted(unread, 'line')} of another format`;
    await end({ exchanges: count, leftOut: log.counts }, sentence, recording);
  };
}

/**
 * Writes an exchange; returns false for one nested too deep for the stack, which can be neither redacted nor written.
 */
async function keep(
  exchange: Omit<Exchange, 'id'>,
  { command, redaction, writer }: Recording,
): Promise<boolean> {
  try {
    await writer.append(redaction.exchange(exchange));
    return true;
  } catch (error) {
    if (!isTooDeep(error)) throw error;
    const { at, request } = exchange;
    const moment = at === undefined ? '' : ` of ${at}`;
    note(command, `A ${request.method}${moment} is left out: it is nested too deep.`);
    return false;
  }
}

async function end(
  found: object,
  sentence: string,
  { options: { out, json }, command, writer }: Recording,
): Promise<void> {
  await writer.close();
  write(command, json === true ? `${JSON.stringify({ out, ...found })}\n` : `${sentence}\n`);
}
