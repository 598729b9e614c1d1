import { describe, expect, test } from '@jest/globals';
import { loadMap } from '../../../src/map/load-map.js';
import { reshapes } from '../../../src/reshapes/registry.js';

const settings = { nulls: 'preserve', userMetadataKeys: [] } as const;

describe('the shipped map', () => {
  test.each(['current', '2015'] as const)(
    'has no fault in the %s dialect, and uses all it declares',
    (dialect) => {
      const map = loadMap({ folders: ['routes-map'], reshapes, settings, dialect, requireAllUsed: true });
      expect(map.routes.length).toBeGreaterThan(0);
    },
  );
});
