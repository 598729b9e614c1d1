import { describe, expect, test } from '@jest/globals';
import { loadMap } from '../../src/map/load-map.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { dialects, inDialect, readScenarios } from '../support/scenario.js';

const maps = dialects.map((dialect) => ({
  dialect,
  routes: loadMap({
    folders: ['routes-map'],
    reshapes,
    settings: { nulls: 'preserve', userMetadataKeys: [] },
    dialect,
  }).routes,
}));
const files = readScenarios();

describe('the scenarios mirror the map', () => {
  test('routes-map/a/b.yaml has test/scenarios/a/b.yaml, and vice versa', () => {
    for (const { routes } of maps)
      expect(files.map(({ id }) => id).sort()).toEqual(routes.map(({ id }) => id).sort());
  });

  const entries = maps.flatMap(({ dialect, routes }) =>
    routes.map(({ id, gone }) => ({ id, dialect, gone })),
  );

  test.each(entries)(
    '$id has a scenario in the dialect $dialect with a reply below 300, or with 501 if the entry is gone',
    ({ id, dialect, gone }) => {
      const scenarios = inDialect(files.find((file) => file.id === id)?.scenarios ?? [], dialect);
      const statuses = scenarios.map(({ reply }) => reply.status);
      expect(statuses.some((status) => (gone === undefined ? status < 300 : status === 501))).toBe(true);
    },
  );

  test('no two scenarios of an entry have the same name', () => {
    for (const { id, scenarios } of files) {
      const names = scenarios.map(({ name }) => `${id}: ${name}`);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
