import { describe, expect, test } from '@jest/globals';
import { loadMap } from '../../../src/map/load-map.js';
import { reshapes } from '../../../src/reshapes/registry.js';
import { clientLosses } from './client-losses.js';
import { losses, twoWorlds } from './losses.js';

const map = loadMap({
  folders: ['routes-map'],
  reshapes,
  settings: { nulls: 'preserve', userMetadataKeys: [] },
  dialect: 'current',
});
const listed = new Set(map.routes.flatMap(({ lossy }) => lossy.map(({ id }) => id)));

describe('every listed loss is real', () => {
  test.each([...losses, ...clientLosses])(
    '$id is listed by an entry as $of, or nobody in v1 misses it',
    ({ of }) => {
      expect(of === twoWorlds || listed.has(of)).toBe(true);
    },
  );

  test.each(losses)('$id: $why', ({ expected, got, show }) => {
    const shown = show();
    expect(shown).toStrictEqual(got);
    expect(shown).not.toStrictEqual(expected);
  });

  test('every loss has a name and a reason of its own', () => {
    expect(new Set(losses.map(({ id }) => id)).size).toBe(losses.length);
    expect(new Set(losses.map(({ why }) => why)).size).toBe(losses.length);
  });
});
