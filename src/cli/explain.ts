import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { GatewayError } from '../errors/gateway-error.js';
import { parseJson } from '../gateway/body/json-text.js';
import { explain, type Explanation } from '../map/print/explain.js';
import type { LoadedMap } from '../map/load-map.js';
import { printExplanation } from '../map/print/print-explanation.js';
import { splitTarget } from '../syntax/split-target.js';
import { callerKinds } from '../tokens/caller.js';
import { explainedClient, type ExplainedClient } from './explained-client.js';
import { baseUrl } from './base-url.js';
import { exitCodes } from './exit-codes.js';
import { note, openMap, refuseUsage, withMapOptions, write } from './open-map.js';
import type { MapCommandDeps, MapCommandOptions } from './open-map.js';

interface Options extends MapCommandOptions {
  readonly data?: string;
  readonly caller: string;
  readonly client?: string;
  readonly upstreamUrl?: string;
}

/** `holdover explain`: prints the v2 calls of one v1 request. It sends none; only `--client` requests a token. */
export function addExplainCommand(program: Command, deps: MapCommandDeps): void {
  withMapOptions(program.command('explain'))
    .description(
      'show the v2 calls that a v1 request would make, with a ready curl for each; nothing is sent',
    )
    .addArgument(new Argument('<method>', 'method of the v1 request').argParser((text) => text.toUpperCase()))
    .argument('<target>', "path and query of the v1 request, e.g. '/api/users/auth0|1/email'", readTarget)
    .option('-d, --data <json>', 'body of the v1 request')
    .addOption(new Option('--caller <kind>', 'who asks').choices(callerKinds).default('app'))
    .addOption(
      new Option(
        '--client <id>',
        'ask as this client of the clients file, and mark the scopes that its v2 token lacks; the token is got from the tenant',
      ).conflicts('caller'),
    )
    .option('--upstream-url <url>', 'base of the URLs in the curl lines', baseUrl)
    .action(async (...[method, target, options, command]: [string, string, Options, Command]) => {
      const body = readBody(options.data, command);
      const map = openMap(command, options, deps);
      const asking =
        options.client === undefined
          ? { caller: { kind: options.caller } }
          : await ask(options.client, map, command);
      const explanation = explain(map, {
        method,
        ...splitTarget(target),
        body,
        ...asking,
        switches: deps.switches,
        upstreamUrl: options.upstreamUrl ?? deps.upstreamUrl,
      });
      answer(explanation, options, command);
    });
}

/** Refuses other targets: they would be explained as passed through, which is wrong. */
function readTarget(text: string): string {
  if (text.startsWith('/')) return text;
  throw new InvalidArgumentError('It must be a path that begins with /, without scheme and host.');
}

function answer(explanation: Explanation, { json }: Options, command: Command): void {
  write(command, json === true ? `${JSON.stringify(explanation, null, 2)}\n` : printExplanation(explanation));
  const { refusal } = explanation;
  if (refusal !== undefined)
    command.error(`refused: ${refusal.sentence}`, { exitCode: exitCodes.no, code: 'holdover.refused' });
}

/** Asks the tenant about the client; prints on stderr why its scopes are unknown. */
async function ask(clientId: string, map: LoadedMap, command: Command): Promise<ExplainedClient['asking']> {
  const client = await explainedClient(clientId, map);
  if (client === undefined)
    return refuseUsage(command, `--client: there is no client ${clientId} in HOLDOVER_CLIENTS_FILE`);
  if (client.note !== undefined) note(command, client.note);
  return client.asking;
}

/** Refuses a body that the gateway would refuse. */
function readBody(data: string | undefined, command: Command): unknown {
  if (data === undefined) return undefined;
  try {
    return parseJson(data);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return refuseUsage(command, `--data cannot be read: ${error.details.message ?? ''}`);
  }
}
