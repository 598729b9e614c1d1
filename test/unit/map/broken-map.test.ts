import { describe, expect, test } from '@jest/globals';
import { expectGolden } from '../../support/golden.js';
import { brokenMap, faultsOf } from '../../support/map-folder.js';

describe('a broken map', () => {
  const faults = faultsOf({ folders: [brokenMap] });

  test('is refused with all faults at once, each at its line', () => {
    expectGolden('map/broken-map.txt', `${faults.join('\n')}\n`);
  });

  test('names a file, a line and a column in every fault', () => {
    for (const fault of faults)
      expect(fault).toMatch(/^test\/golden\/map\/broken-map\/\S+:[1-9]\d*:[1-9]\d* \S/);
  });

  test('has more than a dozen kinds of fault', () => {
    const kinds = new Set(faults.map((fault) => fault.replace(/^\S+ /, '').replaceAll(/"[^"]*"/g, '""')));
    expect(kinds.size).toBeGreaterThan(12);
  });
});
