import type { Command } from 'commander';
import { loadMap, type LoadedMap } from '../map/load-map.js';
import { MapError } from '../map/read/map-error.js';
import type { MapSettings } from '../map/route.js';
import { reshapes } from '../reshapes/registry.js';
import { exitCodes } from './exit-codes.js';

/** What the commands that read a map get from the configuration. */
export interface MapCommandDeps {
  /** Folders of the map where `--routes-map` is not given. */
  readonly defaultFolders: readonly string[];
  readonly dialect?: 'current' | '2015';
  readonly settings?: MapSettings;
  /** Environment keys of the switches that are on. */
  readonly switches?: ReadonlySet<string>;
  /** Base of the URLs that `explain` prints. */
  readonly upstreamUrl?: string;
}

export interface MapCommandOptions {
  readonly routesMap?: readonly string[];
  readonly json?: true;
}

/** Adds the options that every command on a map has. */
export function withMapOptions(command: Command): Command {
  return command
    .option(
      '--routes-map <folder>',
      'folder of the map; repeat it to add folders, left to right',
      collectFolder,
    )
    .option('--json', 'print JSON');
}

/** Loads the map, or ends the command with every fault of it on stderr. */
export function openMap(command: Command, options: MapCommandOptions, deps: MapCommandDeps): LoadedMap {
  try {
    return loadMap({
      folders: options.routesMap ?? deps.defaultFolders,
      reshapes,
      settings: deps.settings ?? { nulls: 'preserve', userMetadataKeys: [] },
      dialect: deps.dialect ?? 'current',
    });
  } catch (error) {
    if (!(error instanceof MapError)) throw error;
    if (options.json === true)
      write(command, `${JSON.stringify({ ok: false, faults: error.faults }, null, 2)}\n`);
    return command.error(error.message, { exitCode: exitCodes.badConfiguration, code: 'holdover.badMap' });
  }
}

/** Prints to commander's output, so that a program or a test can redirect it. */
export function write(command: Command, text: string): void {
  command.configureOutput().writeOut?.(text);
}

/** A sentence for the user, on stderr. */
export function note(command: Command, sentence: string): void {
  command.configureOutput().writeErr?.(`${sentence}\n`);
}

/** Ends a command whose options or arguments are wrong. */
export function refuseUsage(command: Command, sentence: string): never {
  return command.error(`error: ${sentence}`, { exitCode: exitCodes.usage, code: 'holdover.usage' });
}

function collectFolder(folder: string, before: readonly string[] = []): readonly string[] {
  return [...before, folder];
}
