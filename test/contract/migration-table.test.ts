import { describe, expect, test } from '@jest/globals';
import { explain, type ExplainRequest } from '../../src/map/print/explain.js';
import { loadMap } from '../../src/map/load-map.js';
import type { Route, RouteStep } from '../../src/map/route.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { dialects, type Dialect } from '../support/scenario.js';
import { migrationTable } from './migration-table.js';

const mapOf = (dialect: Dialect) =>
  loadMap({
    folders: ['routes-map'],
    reshapes,
    settings: { nulls: 'preserve', userMetadataKeys: [] },
    dialect,
  });
const maps = { current: mapOf('current'), '2015': mapOf('2015') };

describe('each row of the migration guide of 2015', () => {
  test.each(migrationTable)(
    '$v1 has the v2 calls of the guide, or the reason why not',
    ({ v1, v2, gone }) => {
      const route = routeOf(v1, '2015');
      if (gone !== undefined) expect(route.gone).toMatch(gone);
      else {
        expect(route.gone).toBeUndefined();
        expect(route.steps.flatMap(callsOf)).toContain(v2);
      }
    },
  );

  test.each(migrationTable.filter(({ q }) => q !== undefined))('$v1 searches with $q', ({ v1, q }) => {
    const { steps } = explain(maps['2015'], requestOf(v1));
    const asked = steps.find((step) => step.kind === 'call' && step.path === '/api/v2/users');
    expect(JSON.stringify(asked)).toContain(JSON.stringify(q).slice(1, -1));
    expect(JSON.stringify(asked)).toContain('["search_engine","v2"]');
  });

  test.each(dialects)('has an entry in the dialect %s', (dialect) => {
    for (const { v1 } of migrationTable) expect(routeOf(v1, dialect).id).toBeDefined();
  });
});

function routeOf(v1: string, dialect: Dialect): Route {
  const { method, path, query } = requestOf(v1);
  const found = maps[dialect].index.find(method, path, query);
  if (found.kind !== 'match') throw new Error(`The map has no ${v1}`);
  return found.match.route;
}

function requestOf(v1: string): ExplainRequest {
  const [method = '', target = ''] = v1.split(' ');
  const [path = '', query = ''] = target.split('?');
  return { method, path, query, body: undefined };
}

/** All slots of the templates are ids here. */
function callsOf(step: RouteStep): string[] {
  if (step.kind === 'compute') return [];
  const { method, template } = step.kind === 'lookup' ? step.call : step;
  return [`${method} ${template.replaceAll(/\{[^}]+\}/g, '{id}')}`];
}
