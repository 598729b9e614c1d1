import { describe, expect, test } from '@jest/globals';
import { loadMap } from '../../src/map/load-map.js';
import type { Match } from '../../src/map/match/matched.js';
import type { Route } from '../../src/map/route.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { v1Operations } from './v1-operations.js';

const map = loadMap({
  folders: ['routes-map'],
  reshapes,
  settings: { nulls: 'preserve', userMetadataKeys: [] },
  dialect: 'current',
});

const known = v1Operations.map((operation) => ({ ...operation, ...readLine(operation.line) }));

function readLine(line: string): { method: string; path: string; keys: string[] } {
  const [method = '', target = ''] = line.split(' ');
  const [path = '', query = ''] = target.split('?');
  return { method, path, keys: query.split('&').filter(Boolean) };
}

/** The method and the path without the slots' names, which are holdover's own. */
function shapeOf({ method, path }: { method: string; path: string }): string {
  return `${method} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`;
}

/** The match of the map for an operation, requested as a client would. */
function find(method: string, path: string, keys: readonly string[]): Match | undefined {
  const filled = path
    .replaceAll('{email}', 'a@b.c')
    .replaceAll('{email-template}', 'verify_email')
    .replaceAll(/\{[^}]*\}/g, 'auth0%7C1');
  const found = map.index.find(method, filled, keys.map((key) => `${key}=1`).join('&'));
  return found.kind === 'match' ? found.match : undefined;
}

/** Query keys that the route uses. */
function readKeys({ accepts, lines }: Route): Set<string> {
  const { properties = {} } = (accepts.query ?? {}) as { properties?: object };
  return new Set([...Object.keys(properties), ...lines.flatMap((line) => line.requiredQuery)]);
}

describe('each operation of v1 is in the map', () => {
  test.each(known)('$line ($source)', ({ method, path, keys }) => {
    const match = find(method, path, keys);
    expect(match?.route.lines.map(shapeOf)).toContain(shapeOf({ method, path }));
    const { route } = match as Match;
    expect(route.gone === undefined ? route.steps.length : route.gone.length).toBeGreaterThan(0);
    if (route.gone === undefined) expect(keys.filter((key) => !readKeys(route).has(key))).toEqual([]);
    expect(find(method, `${path}/`, keys)?.route.id).toBe(route.id);
    if (method === 'GET') expect(find('HEAD', path, keys)?.route.id).toBe(route.id);
  });

  test('and operations that differ in more than their query lead to different lines', () => {
    const paths = [...new Set(known.map(({ method, path }) => `${method} ${path}`))];
    const counts = (shapes: readonly string[]): Map<string, number> => {
      const count = new Map<string, number>();
      for (const shape of shapes) count.set(shape, (count.get(shape) ?? 0) + 1);
      return count;
    };
    const inMap = counts(map.lines.map(({ line }) => shapeOf(line)));
    for (const [shape, count] of counts(paths.map((line) => shapeOf(readLine(line)))))
      expect(`${shape}: ${Math.min(inMap.get(shape) ?? 0, count)}`).toBe(`${shape}: ${count}`);
  });

  test('and the map has no line that v1 did not have; to add a newly found one: v1-operations.ts, with its source', () => {
    const shapes = new Set(known.map(shapeOf));
    expect(map.lines.map(({ line }) => shapeOf(line)).filter((shape) => !shapes.has(shape))).toEqual([]);
  });
});

test('no operation is in the list twice', () => {
  const lines = v1Operations.map(({ line }) => line);
  expect(lines.filter((line, n) => lines.indexOf(line) !== n)).toEqual([]);
});
