import { describe, expect, test } from '@jest/globals';
import { loadMap } from '../../src/map/load-map.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { readScenarios } from '../support/scenario.js';

const map = loadMap({
  folders: ['routes-map'],
  reshapes,
  settings: { nulls: 'preserve', userMetadataKeys: [] },
  dialect: 'current',
});
const files = readScenarios();

describe('the scenarios mirror the map', () => {
  test('every entry has a scenario file of its name, and every scenario file an entry', () => {
    expect(files.map(({ id }) => id).sort()).toEqual(map.routes.map(({ id }) => id).sort());
  });

  test.each(map.routes.map(({ id, gone }) => ({ id, gone })))(
    '$id is shown to work, or to say why it is gone',
    ({ id, gone }) => {
      const scenarios = files.find((file) => file.id === id)?.scenarios ?? [];
      const statuses = scenarios.map(({ reply }) => reply.status);
      expect(statuses.some((status) => (gone === undefined ? status < 300 : status === 501))).toBe(true);
    },
  );

  test('no two scenarios of an entry have one name', () => {
    for (const { id, scenarios } of files) {
      const names = scenarios.map(({ name }) => `${id}: ${name}`);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
