import type { Command } from 'commander';
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
    .option('--url <url>', 'base URL of the operator’s port; default: from the environment')
    .option('--json', 'print JSON')
    .action(async (options: Options, command: Command) => {
      const base = options.url?.replace(/\/+$/, '') ?? adminUrl();
      const url = `${base}/${options.live === true ? 'livez' : 'readyz'}`;
      const { ok, text } = await ask(url);
      write(
        command,
        options.json === true ? `${JSON.stringify({ ok, url, answer: text })}\n` : `${url} ${text}\n`,
      );
      if (!ok) process.exitCode = 1;
    });
}

async function ask(url: string): Promise<{ ok: boolean; text: string }> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
    return { ok: answer.ok, text: `${answer.status} ${await answer.text()}` };
  } catch (error) {
    const { cause } = error as { cause?: NodeJS.ErrnoException };
    return { ok: false, text: `does not answer (${cause?.code ?? (error as Error).name})` };
  }
}

/** Where every address is listened on, the loopback one is. */
function adminUrl(): string {
  const { host, port } = readAdminAddress();
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
