import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from './free-port.js';

/** A real Redis on a port of its own that keeps nothing on disk. */
export interface RedisServer {
  readonly port: number;
  start(): Promise<void>;
  /** SIGKILL: no client is notified, and the memory is gone. */
  kill(): Promise<void>;
  /** Redis accepts connections and commands, and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Sends one command as another client. */
  say(command: readonly string[]): Promise<void>;
}

/**
 * @param options further arguments of `redis-server`
 * @param portOption `--tls-port` for a Redis that speaks TLS
 */
export async function redisServer(
  options: readonly string[] = [],
  portOption = '--port',
): Promise<RedisServer> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  return {
    port,
    start: async () => {
      child = await run([portOption, String(port), ...options]);
    },
    kill: async () => {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    say: (command) => say(port, command),
  };
}

/** RESP, in which a word may contain any character. */
async function say(port: number, command: readonly string[]): Promise<void> {
  const words = command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('');
  const socket = connect(port, '127.0.0.1');
  socket.write(`*${command.length}\r\n${words}`);
  await once(socket, 'data');
  socket.destroy();
}

async function run(options: readonly string[]): Promise<ChildProcess> {
  const own = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', [...own, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  while (!said.includes('Ready to accept connections')) {
    const [code] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [unknown];
    if (typeof code === 'number') throw new Error(`redis-server ended with ${code}:\n${said}`);
  }
  return child;
}
