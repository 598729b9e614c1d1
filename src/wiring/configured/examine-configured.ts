import type { Config } from '../../config/config.js';
import { examineConfig } from '../../config/examine-config.js';
import { loadMap, type LoadedMap } from '../../map/load-map.js';
import { MapError, type MapFault } from '../../map/read/map-error.js';
import { reshapes } from '../../reshapes/registry.js';
import { parseTokenKeys } from '../../tokens/token-keys.js';
import { brownoutMistakes } from './brownout-mistakes.js';
import { ignoreMistakes } from './ignore-mistakes.js';
import { shippedMap } from './shipped-map.js';

export interface ExaminedConfigured {
  readonly config: Config;
  /** Undefined where the map has faults. */
  readonly map: LoadedMap | undefined;
  /** Mistakes of the configuration, one line each. */
  readonly mistakes: readonly string[];
  /** Faults of the map. */
  readonly faults: readonly MapFault[];
}

/**
 * Reads the configuration and its map offline, and finds the mistakes of both at once.
 *
 * @param folders folders of the map, in place of the configured ones
 */
export function examineConfigured(env?: NodeJS.ProcessEnv, folders?: readonly string[]): ExaminedConfigured {
  const { config, mistakes } = examineConfig({ parseTokenKeys, ...(env === undefined ? {} : { env }) });
  try {
    const map = loadMap({
      folders: folders ?? config.routesMap ?? [shippedMap],
      reshapes,
      settings: config.map,
      dialect: config.dialect,
    });
    const ofFiles = [...brownoutMistakes(config, map.routes), ...ignoreMistakes(config, map.routes)];
    return { config, map, mistakes: [...mistakes, ...ofFiles], faults: [] };
  } catch (error) {
    if (!(error instanceof MapError)) throw error;
    // A missing folder is reported once, with the name of its key.
    const faults = error.faults.filter(
      ({ file }) => folders !== undefined || config.routesMap?.includes(file) !== true,
    );
    return { config, map: undefined, mistakes, faults };
  }
}
