import { describe, expect, test } from '@jest/globals';
import { listRoutes, scopesToGrant } from '../../../src/map/print/list-routes.js';
import { loadMap } from '../../../src/map/load-map.js';
import { toMarkdown } from '../../../src/map/print/markdown.js';
import { toOpenApi } from '../../../src/map/print/openapi.js';
import { printRoutes } from '../../../src/map/print/print-routes.js';
import { reshapes } from '../../../src/reshapes/registry.js';
import { expectGolden } from '../../support/golden.js';
import { loadTestMap } from '../../support/map-folder.js';

const map = loadTestMap();

describe('the documents made from a map', () => {
  test('include the golden table for the terminal', () => {
    expectGolden('map/routes.txt', printRoutes(map));
  });

  test('include the golden table for the README', () => {
    expectGolden('map/routes.md', toMarkdown(map));
  });

  test('include the golden OpenAPI document', () => {
    expectGolden('map/openapi.json', `${JSON.stringify(toOpenApi(map), null, 2)}\n`);
  });

  test('name every line of the map', () => {
    const lines = listRoutes(map.routes).flatMap(({ v1 }) => v1);
    for (const line of lines) {
      expect(printRoutes(map)).toContain(line);
      expect(toMarkdown(map)).toContain(`\`${line}\``);
    }
  });

  test('ask for the scope that each call names first', () => {
    expect(scopesToGrant(map.routes)).toEqual([
      'create:gadgets',
      'read:gadgets',
      'read:makers',
      'read:own_gadgets',
      'update:gadgets',
    ]);
  });
});

describe('OpenAPI', () => {
  const { paths } = toOpenApi(map);
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

  test('has one path per shape, because OpenAPI takes two templates of one shape for the same path', () => {
    const shapes = Object.keys(paths).map((path) => path.replaceAll(/\{[^}]*\}/g, '{}'));
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  test('gives every operation a unique operationId', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(operations)('declares exactly the slots of $method $path', ({ path, operation }) => {
    const declared = operation.parameters
      .filter((parameter) => parameter.in === 'path')
      .map(({ name }) => name);
    expect(declared).toEqual([...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name));
  });

  test('makes security optional only where the map allows anonymous callers', () => {
    expect(paths['/detach']?.['post']?.security).toContainEqual({});
    expect(paths['/api/gadgets']?.['get']?.security).toBeUndefined();
  });

  test('holds both bodies where two entries share a path', () => {
    const shared = paths['/api/gadgets/{gadget_id}/name']?.['put'];
    expect(shared?.['x-holdover'].map(({ id }) => id)).toEqual([
      'gadgets.rename',
      'gadgets.rename-by-serial',
    ]);
    expect(JSON.stringify(shared?.requestBody)).toContain('anyOf');
  });

  test('lists an entry with several query keys once, and a JSONP entry beside its plain one', () => {
    const shipped = toOpenApi(
      loadMap({
        folders: ['routes-map'],
        reshapes,
        settings: { nulls: 'preserve', userMetadataKeys: [] },
        dialect: 'current',
      }),
    ).paths;
    const logs = shipped['/api/logs']?.['get'];
    expect(logs?.['x-holdover'].map(({ id }) => id)).toEqual(['logs.list', 'logs.after']);
    expect(logs?.parameters.map(({ name, required }) => [name, required])).toEqual(
      ['page', 'per_page', 'sort', 'fields', 'exclude_fields', 'search', 'from', 'take'].map((name) => [
        name,
        false,
      ]),
    );
    const user = shipped['/api/users/{user_id}']?.['get'];
    expect(user?.['x-holdover'].map(({ id }) => id)).toEqual(['users.get', 'users.get-jsonp']);
  });
});
