import { Option, type Command } from 'commander';
import { listRoutes } from '../map/print/list-routes.js';
import type { LoadedMap } from '../map/load-map.js';
import { toMarkdown } from '../map/print/markdown.js';
import { toOpenApi } from '../map/print/openapi.js';
import { printRoutes } from '../map/print/print-routes.js';
import { openMap, withMapOptions, write, type MapCommandDeps, type MapCommandOptions } from './open-map.js';

interface Options extends MapCommandOptions {
  readonly markdown?: true;
  readonly openapi?: true;
}

/** `holdover routes`: every v1 endpoint with its v2 calls and the scopes to grant. */
export function addRoutesCommand(program: Command, deps: MapCommandDeps): void {
  withMapOptions(program.command('routes'))
    .description('list every v1 endpoint with its v2 calls and the scopes they need')
    .addOption(
      new Option('--markdown', 'print the table of routes-map/README.md').conflicts(['json', 'openapi']),
    )
    .addOption(new Option('--openapi', 'print OpenAPI 3.1 of the v1 surface, as JSON').conflicts('json'))
    .action((options: Options, command: Command) => {
      write(command, textOf(openMap(command, options, deps), options));
    });
}

function textOf(map: LoadedMap, { json, markdown, openapi }: Options): string {
  if (markdown === true) return toMarkdown(map);
  if (openapi === true) return `${JSON.stringify(toOpenApi(map), null, 2)}\n`;
  if (json === true) return `${JSON.stringify(listRoutes(map.routes), null, 2)}\n`;
  return printRoutes(map);
}
