import { ConfigError } from '../../config/config-error.js';
import type { Config } from '../../config/config.js';
import type { LoadedMap } from '../../map/load-map.js';
import { printFault } from '../../map/read/map-error.js';
import { examineConfigured } from './examine-configured.js';

/**
 * @param env in place of the environment of the process
 * @throws ConfigError with every mistake of the configuration and every fault of the map
 */
export function readConfigured(env?: NodeJS.ProcessEnv): { config: Config; map: LoadedMap } {
  const { config, map, mistakes, faults } = examineConfigured(env);
  if (map === undefined || mistakes.length > 0) {
    throw new ConfigError([...mistakes, ...faults.map(printFault)]);
  }
  return { config, map };
}
