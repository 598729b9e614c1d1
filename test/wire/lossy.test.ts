import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { listRoutes } from '../../src/map/print/list-routes.js';
import { loadMap } from '../../src/map/load-map.js';
import type { Loss } from '../../src/map/route.js';
import { v1StatusOf } from '../../src/map/run/v1-status.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { seedTenant } from '../support/tenant-seed.js';
import { routeReplies, type RouteReply } from './route-replies.js';
import { routeTenant, there } from './route-tenant.js';

const modes = ['silent', 'warn', 'strict'] as const;
const map = loadMap({
  folders: ['routes-map'],
  reshapes,
  settings: { nulls: 'drop', userMetadataKeys: [] },
  dialect: 'current',
});

/** For a loss that depends on the request: what to add to the usual request of the line. */
const causes: Readonly<Record<string, Pick<RouteReply, 'caller' | 'query'> & { body?: object }>> = {
  'callback-space': { body: { callbacks: [' https://a.example '] } },
  'dropped-null': { body: { metadata: { gone: null } } },
  'email-case': { body: { email: 'J@Example.com' } },
  'empty-field': { body: { nickname: '' } },
  'first-1000': { query: 'page=9&per_page=100' },
  'global-status': { caller: 'global' },
  'null-option': { body: { options: { domain_aliases: null } } },
  'one-for-all': { body: { options: {} } },
  'other-field': { body: { color: 'red' } },
  'password-verify': { body: { verify: true } },
  'search-case': { query: 'search=username:JaneS' },
  'search-field': { query: 'search=hobby:surf' },
  'secret-encoding': { body: { jwtConfiguration: { secretNotEncoded: false } } },
  'signing-key': { body: { signingKey: { cert: 'MINE' } } },
  'strategy-name': { body: { strategy: 'PingFederate' } },
};

const rows = map.routes.flatMap((route) => {
  const [line = ''] = listRoutes([route])[0]?.v1 ?? [];
  const known = route.lossy.filter(({ knownBy }) => knownBy === 'request');
  const refused = v1StatusOf(501, route);
  return known.map(({ id, why }) => ({ route: route.id, line, id, why, refused }));
});

const opened = new Map<string, { holdover: SandboxGateway; tokens: Record<string, string | undefined> }>();

beforeAll(async () => {
  for (const mode of modes) {
    const holdover = await openSandboxGateway({
      HOLDOVER_LOSSY: mode,
      HOLDOVER_NULLS: 'drop',
      HOLDOVER_ALLOW_DELETE_ALL_USERS: 'true',
    });
    const tokens = { app: await holdover.bearerOf('app'), global: await holdover.bearerOf('global') };
    opened.set(mode, { holdover, tokens });
  }
});

beforeEach(() => {
  for (const { holdover } of opened.values()) {
    seedTenant(holdover.sandbox.tenant, routeTenant);
    holdover.takeCalls();
  }
});

afterAll(async () => {
  for (const { holdover } of opened.values()) await holdover.close();
});

describe('a loss that is known from the request alone', () => {
  test.each(rows)('$route $id is not reported in silent mode', async ({ line, id }) => {
    const { answer } = await ask('silent', line, id);
    expect({ ok: answer.ok, told: answer.headers.get('x-holdover-lossy') }).toEqual({ ok: true, told: null });
  });

  test.each(rows)('$route $id is reported in the header in warn mode', async ({ line, id }) => {
    const { answer } = await ask('warn', line, id);
    expect(answer.ok).toBe(true);
    expect(answer.headers.get('x-holdover-lossy')?.split(' ')).toContain(id);
    expect(answer.headers.get('access-control-expose-headers')).toContain('X-Holdover-Lossy');
  });

  test.each(rows)(
    '$route $id is refused before any call in strict mode',
    async ({ line, id, why, refused }) => {
      const { answer, calls } = await ask('strict', line, id);
      expect(calls).toEqual([]);
      const { status, sentence } = await refusalIn(answer);
      expect(status).toBe(refused);
      expect(sentence).toContain(`${id}: ${why}`);
    },
  );
});

test('a loss that is known only from the answer is reported in strict mode as well, and not refused', async () => {
  const { answer } = await ask('strict', 'GET /api/users/{user_id}', 'last-client');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('x-holdover-lossy')).toBe('last-client');
});

test('the table of causes names no loss that does not exist', () => {
  expect(Object.keys(causes).filter((id) => !rows.some((row) => row.id === id))).toEqual([]);
});

/** A JSONP script has status 200 and carries the real status inside. */
async function refusalIn(answer: Response) {
  const text = await answer.text();
  if (answer.headers.get('content-type')?.startsWith('application/javascript') === true) {
    const { status, error } = JSON.parse(/^fn\((.*)\)$/s.exec(text)?.[1] ?? '') as Record<string, unknown>;
    return { status, sentence: error };
  }
  const { error, error_description: sentence } = JSON.parse(text) as Record<string, unknown>;
  expect(error).toBe('lossy');
  return { status: answer.status, sentence };
}

async function ask(mode: (typeof modes)[number], line: string, id: Loss['id']) {
  const { holdover, tokens } = opened.get(mode) as NonNullable<ReturnType<typeof opened.get>>;
  const usual = routeReplies[line] as RouteReply;
  const cause = causes[id] ?? {};
  const [method = '', template = ''] = line.split(' ');
  const filled = (template.split('?')[0] ?? '').replaceAll(/\{([\w-]+)\}/g, (_, slot: string) =>
    encodeURIComponent(usual.slots?.[slot] ?? there[slot] ?? ''),
  );
  const query = [usual.query ?? '', cause.query ?? ''].filter(Boolean).join('&');
  const token = tokens[cause.caller ?? usual.caller ?? 'app'];
  const body = method === 'GET' ? undefined : JSON.stringify({ ...usual.body, ...cause.body });
  const answer = await fetch(`${holdover.http}${filled}${query && `?${query}`}`, {
    method,
    headers: {
      origin: 'https://app.example',
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body }),
  });
  return { answer, calls: holdover.takeCalls() };
}
