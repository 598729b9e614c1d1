import { get } from 'node:http';
import { InvalidArgumentError, type Command } from 'commander';
import { readAdminAddress } from '../config/admin-address.js';
import { write } from './open-map.js';

interface Options {
  readonly live?: true;
  readonly url?: string;
  readonly json?: true;
}

const patienceMs = 3_000;

/** `holdover health`: exit code 0 if the gateway says yes, 1 if it says no or nothing. */
export function addHealthCommand(program: Command): void {
  program
    .command('health')
    .description('ask the operator’s port whether the gateway is ready; exit code 0 or 1')
    .option('--live', 'ask /livez instead of /readyz')
    .option('--url <url>', 'base URL of the operator’s port; default: from the environment', readBase)
    .option('--json', 'print JSON')
    .action(async (options: Options, command: Command) => {
      const base = options.url ?? adminUrl();
      const url = `${base}/${options.live === true ? 'livez' : 'readyz'}`;
      const { ok, text } = await ask(url);
      write(
        command,
        options.json === true ? `${JSON.stringify({ ok, url, answer: text })}\n` : `${url} ${text}\n`,
      );
      if (!ok) process.exitCode = 1;
    });
}

function readBase(text: string): string {
  if (!URL.canParse(text) || new URL(text).protocol !== 'http:') {
    throw new InvalidArgumentError('It must be an http:// URL.');
  }
  return text.replace(/\/+$/, '');
}

/** Not `fetch`, which refuses some ports that an operator may well choose. */
function ask(url: string): Promise<{ ok: boolean; text: string }> {
  return new Promise((resolve) => {
    const silent = (word: string): void => {
      resolve({ ok: false, text: `does not answer (${word})` });
    };
    const request = get(url, { timeout: patienceMs }, (answer) => {
      const status = answer.statusCode ?? 0;
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('end', () => {
        resolve({ ok: status >= 200 && status < 300, text: `${status} ${body}` });
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      silent(error.code ?? error.name);
    });
    request.on('timeout', () => {
      request.destroy(new Error());
      silent('timeout');
    });
  });
}

/** Where every address is listened on, the loopback one is; its name may be missing in a container. */
function adminUrl(): string {
  const { host, port } = readAdminAddress();
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
