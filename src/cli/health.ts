import type { Command } from 'commander';
import { askOperator, operatorUrl, readOperatorUrl } from './ask-operator.js';
import { exitCodes } from './exit-codes.js';
import { write } from './open-map.js';

interface Options {
  readonly live?: true;
  readonly url?: string;
  readonly json?: true;
}

/** `holdover health`: exit code 0 if the gateway is ready (or live), 1 if it is not or does not answer. */
export function addHealthCommand(program: Command): void {
  program
    .command('health')
    .description('ask the operator’s port whether the gateway is ready; exit code 0 or 1')
    .option('--live', 'ask /livez instead of /readyz')
    .option('--url <url>', 'base URL of the operator’s port; default: from the environment', readOperatorUrl)
    .option('--json', 'print JSON')
    .action(async (options: Options, command: Command) => {
      const base = options.url ?? operatorUrl();
      const url = `${base}/${options.live === true ? 'livez' : 'readyz'}`;
      const { ok, status, text } = await askOperator(url);
      const answer = status === undefined ? text : `${status} ${text}`;
      write(
        command,
        options.json === true ? `${JSON.stringify({ ok, url, answer })}\n` : `${url} ${answer}\n`,
      );
      if (!ok) process.exitCode = exitCodes.no;
    });
}
