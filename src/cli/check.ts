import type { Command } from 'commander';
import { openMap, withMapOptions, write, type MapCommandDeps, type MapCommandOptions } from './open-map.js';

/** `holdover check`: says of every fault of a map where it is and what to do. Exit code 78 when there is one. */
export function addCheckCommand(program: Command, deps: MapCommandDeps): void {
  withMapOptions(program.command('check'))
    .description('check a map; every fault is reported at once, as file:line:column sentence')
    .action((options: MapCommandOptions, command: Command) => {
      const { routes } = openMap(command, options, deps);
      const gone = routes.filter((route) => route.gone !== undefined).length;
      const summary = { ok: true, routes: routes.length, gone, faults: [] };
      const text = `The map is whole: ${routes.length} endpoints, ${gone} of them gone.`;
      write(command, `${options.json === true ? JSON.stringify(summary, null, 2) : text}\n`);
    });
}
