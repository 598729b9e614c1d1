import { describe, expect, test } from '@jest/globals';
import { explain } from '../../src/map/print/explain.js';
import { loadMap } from '../../src/map/load-map.js';
import type { Route } from '../../src/map/route.js';
import { reshapes } from '../../src/reshapes/registry.js';

/** What the official description of `PATCH /users/{id}` forbids in one body. */
const pairs = [
  ['password', 'email'],
  ['password', 'email_verified'],
  ['username', 'email'],
  ['username', 'email_verified'],
  ['username', 'password'],
] as const;

const map = loadMap({
  folders: ['routes-map'],
  reshapes,
  settings: { nulls: 'preserve', userMetadataKeys: ['password', 'email'] },
  dialect: 'current',
});

const updating = map.routes.filter(({ steps }) =>
  steps.some(
    (step) =>
      step.kind === 'call' && step.method === 'PATCH' && /^\/api\/v2\/users\/[^/]+$/.test(step.template),
  ),
);

/**
 * Every field that the entry accepts, each switch with this value, and metadata under the names that v2 must not take
 * for fields.
 */
function fullBody({ accepts }: Route, switched: boolean): Record<string, unknown> {
  const { properties = {}, additionalProperties } = (accepts.body ?? {}) as {
    properties?: Record<string, { type?: string; format?: string }>;
    additionalProperties?: boolean;
  };
  const named = Object.entries(properties).map(([key, { type, format }]) => [
    key,
    type === 'boolean'
      ? switched
      : type === 'object'
        ? { email: 'a' }
        : format === 'email'
          ? 'a@b.c'
          : 'text',
  ]);
  const free = additionalProperties === true ? Object.fromEntries(pairs.flat().map((key) => [key, 'x'])) : {};
  return { ...(free as object), ...(Object.fromEntries(named) as object) };
}

describe('fields that v2 refuses in one request', () => {
  test('are looked for in every entry that changes a user', () => {
    expect(updating.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['users.change-email', 'users.change-password', 'users.merge-metadata']),
    );
  });

  test.each(updating.map((route) => ({ id: route.id, route })))('are never sent by $id', ({ route }) => {
    const { method, path } = route.lines[0];
    const target = path.replace('{email}', 'a%40b.c').replace(/\{[^}]*\}/, 'auth0%7C1');
    const bodies = [true, false].flatMap((switched) => {
      const body = fullBody(route, switched);
      const { steps, refusal } = explain(map, { method, path: target, query: '', body });
      expect(refusal).toBeUndefined();
      return steps.flatMap((step) => (step.kind === 'call' && step.method === 'PATCH' ? [step.body] : []));
    });
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) {
      const sent = Object.keys(body as object);
      expect(pairs.filter((pair) => pair.every((key) => sent.includes(key)))).toEqual([]);
    }
  });
});
