import { describe, expect, test } from '@jest/globals';
import { loadMap } from '../../../src/map/load-map.js';
import { reshapes } from '../../../src/reshapes/registry.js';
import { clientLosses } from '../reshapes/client-losses.js';
import { losses, twoWorlds } from '../reshapes/losses.js';
import { shownLosses } from '../reshapes/shown-losses.js';

const map = loadMap({
  folders: ['routes-map'],
  reshapes,
  settings: { nulls: 'preserve', userMetadataKeys: [] },
  dialect: 'current',
});
const lossy = map.routes.flatMap((route) => route.lossy);
const listed = new Set(lossy.map(({ id }) => id));

describe('a proven loss', () => {
  test.each([...losses, ...clientLosses])(
    '$id is listed by an entry as $of, or no v1 client misses anything',
    ({ of }) => {
      expect(of === twoWorlds || listed.has(of)).toBe(true);
    },
  );
});

test('each function that losses.yaml names has samples that show the loss and samples that do not', () => {
  const named = new Set(lossy.flatMap(({ shows }) => shows ?? []));
  const tried = Object.keys(shownLosses).map((name) => reshapes[name]);
  expect([...named].filter((each) => !tried.includes(each))).toEqual([]);
});
