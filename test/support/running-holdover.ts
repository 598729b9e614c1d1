import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';

const built = resolve('dist/main.js');

/** The built program as a process of its own, on ports of its own, in an empty working directory. */
export interface RunningHoldover {
  /** Base URLs without a slash at the end. */
  readonly http: string;
  /** Undefined without TLS, which only the demo has by default. */
  readonly https: string | undefined;
  readonly admin: string;
  readonly upstream: string;
  readonly pid: number;
  /** The stream of its log, so that a test can stop reading it, or close it. */
  readonly log: Readable;
  /** PEM file of the CA of the HTTPS port's certificate; for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string;
  /** All output of the program so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves once the program has printed this text this many times. */
  says(text: string, times?: number): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** The exit code once the program has ended by itself or by an earlier signal; `null` when a signal ended it. */
  ended(): Promise<number | null>;
  /** Sends SIGTERM and answers the exit code; `null` when a signal ended it. */
  stop(): Promise<number | null>;
}

interface Listening {
  readonly http: string;
  readonly https: string | undefined;
  readonly admin: string;
  readonly upstream: string;
}

/**
 * Starts `node dist/main.js` and waits until it listens.
 *
 * @param env `HOLDOVER_*` keys; nothing else of this process's environment reaches the program
 * @param node the binary to run it on; default: this one
 * @param program another `main.js` than that of this checkout
 * @throws Error with all output, when the program exits before it listens
 */
export async function startHoldover(
  env: Readonly<Record<string, string>> = {},
  node = process.execPath,
  program = built,
): Promise<RunningHoldover> {
  const directory = await mkdtemp(join(tmpdir(), 'holdover-e2e-'));
  const embedded = env['HOLDOVER_UPSTREAM_URL'] === undefined;
  const child = spawn(node, [program], {
    cwd: directory,
    env: { ...onAnyPort, ...(embedded ? { HOLDOVER_TLS_PORT: '0' } : {}), ...env },
  });
  const end = (): void => void child.kill();
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  const printed = capture(child);
  const listening = await readyOf(child, printed, embedded);
  return {
    ...listening,
    pid: child.pid ?? 0,
    log: child.stdout,
    get caFile() {
      return caFileOf(printed.stdout(), directory);
    },
    ...printed,
    signal: (name) => void child.kill(name),
    ended: () => endOf(child),
    stop: async () => {
      const ended = endOf(child);
      child.kill('SIGTERM');
      const code = await ended;
      await rm(directory, { recursive: true, force: true });
      return code;
    },
  };
}

const onAnyPort = {
  HOLDOVER_PORT: '0',
  HOLDOVER_ADMIN_PORT: '0',
  HOLDOVER_LAME_DUCK_MS: '0',
};

function capture(child: ChildProcess): Pick<RunningHoldover, 'stdout' | 'stderr' | 'says'> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    says: async (text, times = 1) => {
      while (stdout.split(text).length <= times && child.stdout !== null) await once(child.stdout, 'data');
    },
  };
}

/** The banner of the demo comes after that line, and contains the CA file. */
function readyOf(
  child: ChildProcess,
  printed: ReturnType<typeof capture>,
  banner: boolean,
): Promise<Listening> {
  return new Promise((listen, reject) => {
    child.stdout?.on('data', () => {
      const listening = printed.stdout().split('\n').slice(0, -1).map(readListening).find(Boolean);
      if (listening !== undefined && (!banner || caFilePattern.test(printed.stdout()))) listen(listening);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const all = `${printed.stdout()}${printed.stderr()}`;
      reject(new Error(`It ended with ${code ?? signal ?? 'nothing'} before it listened:\n${all}`));
    });
  });
}

function readListening(line: string): Listening | undefined {
  if (!line.includes('"listening"')) return undefined;
  const entry = JSON.parse(line) as Listening & { msg?: string };
  return entry.msg === 'listening' ? entry : undefined;
}

const caFilePattern = /CA file: *(\S+)\n/;

/** The banner has the file's path, absolute or relative to the working directory. */
function caFileOf(stdout: string, directory: string): string {
  const named = caFilePattern.exec(stdout)?.[1];
  if (named === undefined) throw new Error(`No "CA file: <path>" was printed:\n${stdout}`);
  return resolve(directory, named);
}

async function endOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  // `close`, unlike `exit`, comes after the last output.
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}
