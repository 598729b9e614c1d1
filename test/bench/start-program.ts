import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { atExit } from './at-exit.js';

export interface Program {
  /** Node's own options, the file, and its arguments. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The processor that the process is pinned to. */
  readonly core: number | undefined;
}

export interface RunningProgram {
  readonly url: string;
  readonly pid: number;
  /** The output on stderr until it listened. */
  readonly said: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a program that says where it listens, as holdover does, and discards its later output: its log is written to a
 * pipe that is read, and costs what it costs elsewhere.
 *
 * @throws Error with its output on stderr, when it ends before it listens
 */
export async function startProgram({ args, env = {}, core }: Program): Promise<RunningProgram> {
  const pinned = core === undefined ? [] : ['taskset', '-c', String(core)];
  const [command = '', ...rest] = [...pinned, process.execPath, ...args];
  const { PATH = '' } = process.env;
  const child = spawn(command, rest, { env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const forget = atExit(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      if (line.includes('"listening"')) resolve((JSON.parse(line) as { http: string }).http);
    });
    child.once('error', reject);
    child.once('exit', () => {
      reject(new Error(`${args.join(' ')} ended before it listened:\n${said}`));
    });
  });
  lines.close();
  child.stdout.removeAllListeners('data').resume();
  return {
    url,
    pid: child.pid ?? 0,
    said,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      forget();
    },
  };
}
