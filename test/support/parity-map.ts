import { loadMap, type LoadedMap } from '../../src/map/load-map.js';
import { reshapes } from '../../src/reshapes/registry.js';

/** The shipped map of the current dialect. */
export function parityMap(): LoadedMap {
  return loadMap({
    folders: ['routes-map'],
    reshapes,
    settings: { nulls: 'preserve', userMetadataKeys: [] },
    dialect: 'current',
  });
}
