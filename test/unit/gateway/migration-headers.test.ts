import { describe, expect, test } from '@jest/globals';
import { createRequire } from 'node:module';
import { migrationHeaders } from '../../../src/gateway/v1/migration-headers.js';
import { loadMap } from '../../../src/map/load-map.js';
import type { Route } from '../../../src/map/route.js';
import { reshapes } from '../../../src/reshapes/registry.js';

const { routes } = loadMap({
  folders: ['routes-map'],
  reshapes,
  settings: { nulls: 'preserve', userMetadataKeys: [] },
  dialect: 'current',
});
const told = migrationHeaders({
  deprecatedAt: Date.UTC(2016, 9, 1),
  sunsetAt: Date.UTC(2027, 2, 31, 12),
  guide: 'https://wiki.example.com/v1?team=a%2Cb',
});
const guide = '<https://wiki.example.com/v1?team=a%2Cb>; rel="deprecation"';
/** The parser that node's SDKs read `Link` with. */
const parseLinks = createRequire(import.meta.url)(
  createRequire(import.meta.url).resolve('parse-links', { paths: ['node_modules/auth0-0.8.5'] }),
) as (header: string) => Record<string, string>;

function routeOf(id: string): Route {
  const found = routes.find((route) => route.id === id);
  if (found === undefined) throw new Error(`No entry ${id}`);
  return found;
}

function linkOf(route: Route): string | undefined {
  const headers = told(route);
  const at = headers.indexOf('Link');
  return at === -1 ? undefined : headers[at + 1];
}

describe('the migration headers of an answer', () => {
  test('give the deprecation of v1 as a Unix time and its end as an HTTP date', () => {
    expect(told()).toEqual(['Deprecation', '@1475280000', 'Sunset', 'Wed, 31 Mar 2027 12:00:00 GMT']);
  });

  test.each([
    ['users.get', '/api/v2/users'],
    ['users.change-email', '/api/v2/users'],
    ['users.create', '/api/v2/users'],
    ['connections.get', '/api/v2/connections'],
    ['connections.create', '/api/v2/connections'],
    ['connections.replace', '/api/v2/connections'],
    ['connections.delete', '/api/v2/connections'],
    ['clients.get', '/api/v2/clients'],
    ['rules.get', '/api/v2/rules'],
    ['emails.update', '/api/v2/email-templates'],
    ['logs.get', '/api/v2/logs'],
    ['users.create-verification-ticket', '/api/v2/tickets/email-verification'],
  ])('link %s to its successor %s', (id, path) => {
    expect(linkOf(routeOf(id))).toBe(`<${path}>; rel="successor-version", ${guide}`);
  });

  test('link to no successor where v2 has no such call', () => {
    expect(linkOf(routeOf('users.add-public-key'))).toBe(guide);
  });

  test('have no Link on lists, since a v1 client can page by it', () => {
    const lists = ['users.list', 'users.list-of-connection', 'connections.list', 'logs.list', 'logs.after'];
    for (const id of [...lists, 'clients.list', 'rules.list', 'users.logs'])
      expect([id, linkOf(routeOf(id))]).toEqual([id, undefined]);
  });

  test('can be read by node’s SDKs, and link to no next page', () => {
    const links = routes.flatMap((route) => linkOf(route) ?? []);
    expect(links.length).toBeGreaterThan(20);
    for (const link of links) {
      expect(Object.keys(parseLinks(link)).sort()).toEqual(
        link === guide ? ['deprecation'] : ['deprecation', 'successor-version'],
      );
    }
  });

  test('are absent where nothing is configured', () => {
    const silent = migrationHeaders({ deprecatedAt: undefined, sunsetAt: undefined, guide: undefined });
    expect(silent(routeOf('users.get'))).toEqual([]);
  });
});
