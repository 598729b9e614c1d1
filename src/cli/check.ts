import type { Command } from 'commander';
import { effectiveConfig } from '../config/effective-config.js';
import { printConfig } from '../config/print-config.js';
import { printFault } from '../map/read/map-error.js';
import { examineConfigured, type ExaminedConfigured } from '../wiring/configured/examine-configured.js';
import { exitCodes } from './exit-codes.js';
import { withMapOptions, write, type MapCommandOptions } from './open-map.js';

interface Options extends MapCommandOptions {
  readonly printConfig?: true;
}

/**
 * `holdover check`: reports all faults of the configuration and the map, with remedies. Exit code 78 if there is one.
 */
export function addCheckCommand(program: Command, env?: NodeJS.ProcessEnv): void {
  withMapOptions(program.command('check'))
    .description('check the configuration and the map, offline; every mistake is reported at once')
    .option(
      '--print-config',
      'print the configuration in effect, and where each value is from; secrets are masked',
    )
    .action((options: Options, command: Command) => {
      const examined = examineConfigured(env, options.routesMap);
      const settings = options.printConfig === true ? effectiveConfig(env) : undefined;
      const lines = [...examined.mistakes, ...examined.faults.map(printFault)];
      if (options.json === true) {
        const told = {
          ...summaryOf(examined),
          ...(settings === undefined ? {} : { configuration: settings }),
        };
        write(command, `${JSON.stringify(told, null, 2)}\n`);
      } else if (lines.length === 0) {
        write(
          command,
          `${settings === undefined ? '' : `${printConfig(settings)}\n`}${sentenceOf(examined)}\n`,
        );
      }
      if (lines.length === 0) return;
      command.error(lines.join('\n'), {
        exitCode: exitCodes.badConfiguration,
        code: 'holdover.badConfiguration',
      });
    });
}

function summaryOf({ map, mistakes, faults }: ExaminedConfigured): Record<string, unknown> {
  const ok = map !== undefined && mistakes.length === 0;
  return { ok, ...(map === undefined ? {} : countsOf(map)), mistakes, faults };
}

function countsOf({ routes }: Pick<NonNullable<ExaminedConfigured['map']>, 'routes'>) {
  return { routes: routes.length, gone: routes.filter((route) => route.gone !== undefined).length };
}

function sentenceOf({ map }: ExaminedConfigured): string {
  const { routes, gone } = countsOf(map ?? { routes: [] });
  return `The map is whole: ${routes} endpoints, ${gone} of them gone. So is the configuration.`;
}
