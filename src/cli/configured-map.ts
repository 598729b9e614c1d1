import type { Config } from '../config/config.js';
import { loadMap, type LoadedMap } from '../map/load-map.js';
import { reshapes } from '../reshapes/registry.js';
import { checkBrownouts } from './check-brownouts.js';
import { shippedMap } from './shipped-map.js';

/** @throws MapError with every fault of it; ConfigError for brownouts of what it does not have */
export function configuredMap(config: Config): LoadedMap {
  const { routesMap, map: settings, dialect } = config;
  const map = loadMap({ folders: routesMap ?? [shippedMap], reshapes, settings, dialect });
  checkBrownouts(config, map.routes);
  return map;
}
