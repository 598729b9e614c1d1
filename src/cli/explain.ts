import { Argument, Option, type Command } from 'commander';
import { explain, type Explanation } from '../map/explain.js';
import { printExplanation } from '../map/print-explanation.js';
import { callerKinds } from '../tokens/caller.js';
import {
  exitCodes,
  openMap,
  withMapOptions,
  write,
  type MapCommandDeps,
  type MapCommandOptions,
} from './open-map.js';

interface Options extends MapCommandOptions {
  readonly data?: string;
  readonly caller: string;
  readonly upstreamUrl?: string;
}

/** `holdover explain`: the v2 calls of one v1 request. It sends nothing. */
export function addExplainCommand(program: Command, deps: MapCommandDeps): void {
  withMapOptions(program.command('explain'))
    .description(
      'show the v2 calls that a v1 request would make, with a ready curl for each; nothing is sent',
    )
    .addArgument(new Argument('<method>', 'method of the v1 request').argParser((text) => text.toUpperCase()))
    .argument('<target>', "path and query of the v1 request, e.g. '/api/users/auth0|1/email'")
    .option('-d, --data <json>', 'body of the v1 request')
    .addOption(new Option('--caller <kind>', 'who asks').choices(callerKinds).default('app'))
    .option('--upstream-url <url>', 'base of the URLs in the curl lines')
    .action((...[method, target, options, command]: [string, string, Options, Command]) => {
      const body = readBody(options.data, command);
      const cut = target.indexOf('?');
      const explanation = explain(openMap(command, options, deps), {
        method,
        path: cut === -1 ? target : target.slice(0, cut),
        query: cut === -1 ? '' : target.slice(cut + 1),
        body,
        callerKind: options.caller,
        switches: deps.switches,
        upstreamUrl: options.upstreamUrl ?? deps.upstreamUrl,
      });
      answer(explanation, options, command);
    });
}

function answer(explanation: Explanation, { json }: Options, command: Command): void {
  write(command, json === true ? `${JSON.stringify(explanation, null, 2)}\n` : printExplanation(explanation));
  const { refusal } = explanation;
  if (refusal !== undefined)
    command.error(`refused: ${refusal.sentence}`, { exitCode: exitCodes.refused, code: 'holdover.refused' });
}

function readBody(data: string | undefined, command: Command): unknown {
  if (data === undefined) return undefined;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return command.error('error: --data must be JSON', { exitCode: exitCodes.usage, code: 'holdover.usage' });
  }
}
