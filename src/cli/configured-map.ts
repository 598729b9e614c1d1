import type { Config } from '../config/config.js';
import { loadMap, type LoadedMap } from '../map/load-map.js';
import { reshapes } from '../reshapes/registry.js';
import { shippedMap } from './shipped-map.js';

/** @throws MapError with every fault of it */
export function configuredMap({
  routesMap,
  map,
  dialect,
}: Pick<Config, 'routesMap' | 'map' | 'dialect'>): LoadedMap {
  return loadMap({ folders: routesMap ?? [shippedMap], reshapes, settings: map, dialect });
}
