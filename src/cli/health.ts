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
      const { ok: isGood, status, text } = await askOperator(url);
      const ok = isGood && isOwn(text, options.live === true ? ['status'] : ['status', 'listening']);
      const answer = status === undefined ? text : `${status} ${isGood && !ok ? stranger : text}`;
      write(
        command,
        options.json === true ? `${JSON.stringify({ ok, url, answer })}\n` : `${url} ${answer}\n`,
      );
      if (!ok) process.exitCode = exitCodes.no;
    });
}

const stranger = "is no answer of holdover: the address is another server's";

/** Whether the answer has the fields of the gateway's own. Another server's page may have the status 200 as well. */
function isOwn(text: string, fields: readonly string[]): boolean {
  try {
    const answer: unknown = JSON.parse(text);
    return (
      typeof answer === 'object' && answer !== null && fields.every((name) => Object.hasOwn(answer, name))
    );
  } catch {
    return false;
  }
}
