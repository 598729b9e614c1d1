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

describe('a loss that is proven is listed', () => {
  test.each([...losses, ...clientLosses])('$id by an entry as $of, or nobody in v1 misses it', ({ of }) => {
    expect(of === twoWorlds || listed.has(of)).toBe(true);
  });
});

test('each function that losses.yaml names is tried on values that show the loss and on others', () => {
  const named = new Set(lossy.flatMap(({ shows }) => shows ?? []));
  const tried = Object.keys(shownLosses).map((name) => reshapes[name]);
  expect([...named].filter((each) => !tried.includes(each))).toEqual([]);
});
