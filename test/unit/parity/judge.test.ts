import { describe, expect, test } from '@jest/globals';
import type { Route } from '../../../src/map/route.js';
import { noIgnores } from '../../../src/parity/compare/ignore-file.js';
import { judge, matchOf } from '../../../src/parity/compare/judge.js';
import type { RecordedReply, RecordedRequest } from '../../../src/parity/recording.js';
import { parityMap } from '../../support/parity-map.js';

const map = parityMap();
const strict = { ignores: noIgnores, silent: false };

function request(line: string): RecordedRequest {
  const [method = '', target = ''] = line.split(' ');
  return { method, target, headers: {} };
}

function routeFor(line: string): Route | undefined {
  return matchOf(map, request(line))?.route;
}

function json(body: unknown, headers: Record<string, string> = {}): RecordedReply {
  return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body: { json: body } };
}

const user = {
  _id: '5f1e00000000000000000001',
  user_id: 'auth0|5f1e00000000000000000001',
  email: 'ann@example.com',
  email_verified: true,
  name: 'Ann',
  clientID: 'shop',
  created_at: '2014-05-01T10:00:00.000Z',
  lastLogin: '2015-05-01T10:00:00.000Z',
  loginsCount: 3,
  blocked: false,
  color: null,
  hobby: { sport: 'surf', since: 2001 },
  identities: [
    { user_id: '1', provider: 'auth0', connection: 'DB', isSocial: false },
    {
      user_id: '2',
      provider: 'google-oauth2',
      connection: 'google-oauth2',
      isSocial: true,
      access_token: 'x',
    },
  ],
};
const other = { ...user, user_id: 'auth0|2', email: 'bob@example.com', name: 'Bob' };
const third = { ...user, user_id: 'auth0|3', name: 'Cy' };
const page = json([user, other, third], { link: '<https://t/api/users?per_page=3&page=1>; rel="next"' });
const connection = {
  name: 'DB',
  strategy: 'auth0',
  status: true,
  options: { brute: true },
  client_id: 'shop',
};
const client = {
  clientID: 'shop',
  name: 'Shop',
  callback: 'https://a',
  callbacks: ['https://a', 'https://b'],
  jwtConfiguration: { lifetimeInSeconds: '36000', secretNotEncoded: false },
};
const rule = { name: 'r', status: true, script: 'function () {}', order: 1 };
const logs = {
  start: 0,
  limit: 2,
  length: 2,
  total: 9,
  logs: [
    { _id: '1', date: 'a', type: 's' },
    { _id: '2', date: 'b', type: 'f' },
  ],
};

/** A translation with one fault: the v1 line, the reply of v1, and the function that corrupts the reply. */
type Planted = readonly [
  name: string,
  line: string,
  route: string,
  control: RecordedReply,
  wrong: (reply: RecordedReply) => RecordedReply,
];

const body =
  (change: (value: never) => unknown) =>
  (reply: RecordedReply): RecordedReply => ({
    ...reply,
    body: { json: change(structuredClone((reply.body as { json: never }).json)) },
  });
const without = (key: string) =>
  body((value: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)),
  );
const put = (fields: object) => body((value: object) => ({ ...value, ...fields }));

const planted: readonly Planted[] = [
  [
    'a swapped field',
    'GET /api/users/auth0|1',
    'users.get',
    json(user),
    put({ name: user.email, email: user.name }),
  ],
  ['a lost null', 'GET /api/users/auth0|1', 'users.get', json(user), without('color')],
  ['a null instead of nothing', 'GET /api/users/auth0|1', 'users.get', json(user), put({ issuer: null })],
  [
    'a v2 name',
    'GET /api/users/auth0|1',
    'users.get',
    json(user),
    (reply) => put({ last_login: user.lastLogin })(without('lastLogin')(reply)),
  ],
  ['a count as text', 'GET /api/users/auth0|1', 'users.get', json(user), put({ loginsCount: '3' })],
  [
    'a date in another form',
    'GET /api/users/auth0|1',
    'users.get',
    json(user),
    put({ lastLogin: '2015-05-01T10:00:00Z' }),
  ],
  [
    'metadata flattened one level too deep',
    'GET /api/users/auth0|1',
    'users.get',
    json(user),
    put({ hobby: 'surf' }),
  ],
  ['a nested key lost', 'GET /api/users/auth0|1', 'users.get', json(user), put({ hobby: { sport: 'surf' } })],
  [
    'app_metadata shown',
    'GET /api/users/auth0|1',
    'users.get',
    json(user),
    put({ app_metadata: { color: null } }),
  ],
  [
    'the linked identity first',
    'GET /api/users/auth0|1',
    'users.get',
    json(user),
    put({ identities: [...user.identities].reverse() }),
  ],
  [
    'an identity lost',
    'GET /api/users/auth0|1',
    'users.get',
    json(user),
    put({ identities: user.identities.slice(0, 1) }),
  ],
  [
    'a prefix left in identities',
    'GET /api/users/auth0|1',
    'users.get',
    json(user),
    put({ identities: [{ ...user.identities[0], user_id: 'auth0|1' }, user.identities[1]] }),
  ],
  [
    '404 for a user who is there',
    'GET /api/users/auth0|1',
    'users.get',
    json(user),
    () => ({ status: 404, headers: {}, body: { text: 'x' } }),
  ],
  [
    'a dropped page',
    'GET /api/users?per_page=3',
    'users.list',
    page,
    (reply) => ({ ...reply, headers: { 'content-type': 'application/json' } }),
  ],
  [
    'a page too far',
    'GET /api/users?per_page=3',
    'users.list',
    page,
    (reply) => ({
      ...reply,
      headers: { ...reply.headers, link: '<https://t/api/users?per_page=3&page=2>; rel="next"' },
    }),
  ],
  [
    'a wrong order',
    'GET /api/users?per_page=3',
    'users.list',
    page,
    body((list: unknown[]) => list.reverse()),
  ],
  ['a user lost', 'GET /api/users?per_page=3', 'users.list', page, body((list: unknown[]) => list.slice(1))],
  [
    'a user twice',
    'GET /api/users?per_page=3',
    'users.list',
    page,
    body((list: unknown[]) => [...list, list[0]]),
  ],
  [
    'v2 totals around a list',
    'GET /api/users?per_page=3',
    'users.list',
    page,
    body((users: unknown[]) => ({ start: 0, users })),
  ],
  [
    'enabled for status',
    'GET /api/rules',
    'rules.list',
    json([rule]),
    body(() => [{ name: 'r', enabled: true, script: rule.script, order: 1 }]),
  ],
  [
    '200 for a created rule',
    'POST /api/rules',
    'rules.create',
    { ...json(rule), status: 201 },
    (reply) => ({ ...reply, status: 200 }),
  ],
  [
    'the status of another client',
    'GET /api/connections',
    'connections.list',
    json([connection]),
    body(() => [{ ...connection, status: false }]),
  ],
  [
    'the id of a connection for its name',
    'DELETE /api/connections/DB',
    'connections.delete',
    json({ removed: 'con_1' }),
    put({ removed: 'DB' }),
  ],
  [
    'client_id for clientID',
    'GET /api/clients/shop',
    'clients.get',
    json(client),
    (reply) => put({ client_id: 'shop' })(without('clientID')(reply)),
  ],
  [
    'secretNotEncoded not turned round',
    'GET /api/clients/shop',
    'clients.get',
    json(client),
    put({ jwtConfiguration: { lifetimeInSeconds: '36000', secretNotEncoded: true } }),
  ],
  [
    'a lifetime as a number',
    'GET /api/clients/shop',
    'clients.get',
    json(client),
    put({ jwtConfiguration: { lifetimeInSeconds: 36000, secretNotEncoded: false } }),
  ],
  [
    'callbacks the other way round',
    'GET /api/clients/shop',
    'clients.get',
    json(client),
    put({ callbacks: ['https://b', 'https://a'] }),
  ],
  [
    'logs newest first',
    'GET /api/logs?page=0',
    'logs.list',
    json(logs),
    put({ logs: [...logs.logs].reverse() }),
  ],
  ['logs without their frame', 'GET /api/logs?page=0', 'logs.list', json(logs), body(() => logs.logs)],
  [
    'OK in quotes',
    'PATCH /api/users/auth0|1/metadata',
    'users.merge-metadata',
    { status: 200, headers: { 'content-type': 'text/plain' }, body: { text: 'OK' } },
    () => json('OK'),
  ],
  [
    'nothing for OK',
    'DELETE /api/users/auth0|1',
    'users.delete',
    { status: 200, headers: { 'content-type': 'text/plain' }, body: { text: 'OK' } },
    () => ({ status: 204, headers: {} }),
  ],
  [
    'an empty refusal',
    'GET /api/users/auth0|9',
    'users.get',
    { status: 404, headers: {}, body: { text: 'user not found' } },
    () => ({ status: 404, headers: {} }),
  ],
];

describe('a fault planted in the translation', () => {
  test.each(planted)(
    '%s is found in %s and assigned to the entry %s',
    (...[, line, route, control, wrong]) => {
      const found = routeFor(line);
      expect(found?.id).toBe(route);
      const candidate = wrong(control);
      const judged = judge(found, { control, candidate }, strict);
      expect(judged.map(({ cause }) => cause.kind)).toContain('unexplained');
      expect(judge(found, { control, candidate: control }, strict)).toEqual([]);
    },
  );

  test.each(planted)(
    '%s stays unexplained when the reply reports every loss that is always reported',
    (...[, line, , control, wrong]) => {
      const route = routeFor(line);
      const told = { 'x-holdover-lossy': 'idp-token last-client v1-id' };
      const candidate = wrong(control);
      const judged = judge(
        route,
        { control, candidate: { ...candidate, headers: { ...candidate.headers, ...told } } },
        strict,
      );
      expect(judged.map(({ cause }) => cause.kind)).toContain('unexplained');
    },
  );
});

describe('a loss explains', () => {
  const route = routeFor('GET /api/users/auth0|1');
  const control = json(user);
  const lost = without('clientID')(control);

  test('the differences that it causes, if the reply reports the loss', () => {
    const candidate = { ...lost, headers: { ...lost.headers, 'x-holdover-lossy': 'v1-id last-client' } };
    expect(judge(route, { control, candidate }, strict)).toMatchObject([
      { path: 'clientID', kind: 'missing', cause: { kind: 'loss', id: 'last-client' } },
    ]);
  });

  test('nothing if the reply does not report it, unless holdover runs in the mode silent', () => {
    expect(judge(route, { control, candidate: lost }, strict)).toMatchObject([
      { cause: { kind: 'unexplained' } },
    ]);
    expect(judge(route, { control, candidate: lost }, { ...strict, silent: true })).toMatchObject([
      { cause: { kind: 'loss', id: 'last-client' } },
    ]);
  });

  test('nothing on an entry that does not list it', () => {
    const candidate = { ...lost, headers: { ...lost.headers, 'x-holdover-lossy': 'last-client' } };
    const clients = routeFor('GET /api/clients/shop');
    expect(judge(clients, { control, candidate }, strict)).toMatchObject([
      { cause: { kind: 'unexplained' } },
    ]);
    expect(judge(undefined, { control, candidate }, strict)).toMatchObject([
      { cause: { kind: 'unexplained' } },
    ]);
  });
});

describe('a loss that names its fields', () => {
  const route = routeFor('GET /api/users/auth0|1');
  const control = json({ ...user, plan: 'gold' });
  const told = { 'x-holdover-lossy': 'one-bag', 'x-holdover-lossy-fields': 'one-bag=plan' };
  const candidate = put({ plan: 'free', hobby: { sport: 'golf' } })({
    ...control,
    headers: { ...control.headers, ...told },
  });

  test('explains those fields only', () => {
    const judged = judge(route, { control, candidate }, strict);
    expect(judged.map(({ path, cause }) => [path, cause.kind])).toEqual([
      ['hobby.sport', 'unexplained'],
      ['hobby.since', 'unexplained'],
      ['plan', 'loss'],
    ]);
  });

  test('explains nothing if holdover runs in the mode silent', () => {
    const judged = judge(route, { control, candidate }, { ...strict, silent: true });
    expect(judged.filter(({ cause }) => cause.kind !== 'unexplained')).toEqual([]);
  });
});

describe('a difference on an entry that is gone by decision', () => {
  const refusal = (status: number): RecordedReply => ({
    status,
    headers: {},
    body: { json: { error: 'x' } },
  });

  test('is explained only by a 501 of that entry', () => {
    const gone = routeFor('DELETE /api/tenants/x');
    expect(judge(gone, { control: json({}), candidate: refusal(501) }, strict)).toMatchObject([
      { cause: { kind: 'gone' } },
    ]);
    expect(judge(gone, { control: json({}), candidate: refusal(500) }, strict)).toMatchObject([
      { cause: { kind: 'unexplained' } },
    ]);
    const served = routeFor('GET /api/rules');
    expect(judge(served, { control: json([]), candidate: refusal(501) }, strict)).toMatchObject([
      { cause: { kind: 'unexplained' } },
    ]);
  });

  test('is explained by the switch that is off', () => {
    const all = routeFor('DELETE /api/users');
    expect(judge(all, { control: json({}), candidate: refusal(403) }, strict)).toMatchObject([
      { cause: { kind: 'gone', why: 'HOLDOVER_ALLOW_DELETE_ALL_USERS is off.' } },
    ]);
  });
});

describe('noise between two answers of the control', () => {
  const control = json({ a: { b: 1, c: 2 }, n: 1 });

  test('excuses differences in a field that the control answers differently, and below that field', () => {
    const again = json({ a: 'x', n: 1 });
    const candidate = json({ a: { b: 2, c: 2 }, n: 2 });
    expect(
      judge(undefined, { control, again, candidate }, strict).map(({ path, cause }) => [path, cause.kind]),
    ).toEqual([
      ['a.b', 'noise'],
      ['n', 'unexplained'],
    ]);
  });

  test.each<[string, unknown, unknown, unknown, string]>([
    ['another value', { t: '1' }, { t: '2' }, { t: '3' }, 'noise'],
    ['a value that is gone', { t: '1' }, { t: '2' }, {}, 'unexplained'],
    ['a value of another type', { t: '1' }, { t: '2' }, { t: null }, 'unexplained'],
    ['a value that comes and goes', { t: '1' }, {}, { t: '3' }, 'noise'],
    ['another order', [user, other, third], [third, user, other], [user, third, other], 'noise'],
    ['an object for a list that grows', [user, other], [user], { users: [] }, 'unexplained'],
    ['a text for a list that is in no order', [user, other], [other, user], 'no', 'unexplained'],
  ])('excuses only differences of its own kind: %s', (...[, first, second, answer, kind]) => {
    const replies = { control: json(first), again: json(second), candidate: json(answer) };
    const kinds = judge(undefined, replies, strict).map(({ cause }) => cause.kind);
    expect(new Set(kinds)).toEqual(new Set([kind]));
  });

  test('in the order of a list does not excuse a missing body', () => {
    const replies = { control: json([user, other]), again: json([other, user]) };
    const candidate = { status: 200, headers: { 'content-type': 'application/json' } };
    expect(judge(undefined, { ...replies, candidate }, strict)).toMatchObject([
      { path: '.', kind: 'missing', cause: { kind: 'unexplained' } },
    ]);
  });

  test.each([
    [404, 'noise'],
    [403, 'unexplained'],
    [500, 'unexplained'],
  ])('in the status excuses only the two statuses of the control: %i is %s', (status, kind) => {
    const again = { status: 404, headers: {}, body: { text: 'gone' } };
    const judged = judge(undefined, { control, again, candidate: { ...again, status } }, strict);
    expect(judged).toMatchObject([{ path: '@status', cause: { kind } }]);
  });

  test('is not found when the control answers the same twice, or only once', () => {
    const candidate = json({ a: { b: 1, c: 2 }, n: 2 });
    for (const again of [control, undefined])
      expect(judge(undefined, { control, again, candidate }, strict)).toMatchObject([
        { cause: { kind: 'unexplained' } },
      ]);
  });
});

test.each([
  ['gone', without('_id')],
  ['null', put({ _id: null })],
])('an _id that is %s is not explained by the loss v1-id', (_, wrong) => {
  const target = '/api/users/auth0|1';
  const control = json(user);
  const candidate = { ...wrong(control), headers: { ...control.headers, 'x-holdover-lossy': 'v1-id' } };
  expect(judge(routeFor(`GET ${target}`), { target, control, candidate }, strict)).toMatchObject([
    { path: '_id', cause: { kind: 'unexplained' } },
  ]);
});

test.each([401, 429, 500, 503])('a second answer of the control with status %i excuses nothing', (status) => {
  const judged = judge(
    undefined,
    {
      control: json({ a: 1 }),
      again: { status, headers: {} },
      candidate: { status: 500, headers: {}, body: { text: 'x' } },
    },
    strict,
  );
  expect(judged).toMatchObject([{ path: '@status', cause: { kind: 'unexplained' } }]);
});

test.each([
  ['users.list', 'search-case', 'GET /api/users?search=x'],
  ['users.list', 'list-order', 'GET /api/users?page=1'],
  ['clients.list-of-user', 'client-owners', 'GET /api/clients?userId=x'],
])('a missing body on %s is not explained by the loss %s, which takes items only', (...[, loss, line]) => {
  const told = { 'x-holdover-lossy': loss };
  const gone = { status: 200, headers: { 'content-type': 'application/json', ...told } };
  const target = request(line).target;
  for (const [control, candidate] of [
    [json([user]), gone],
    [{ ...gone, headers: { 'content-type': 'application/json' } }, json([user], told)],
  ] as const)
    expect(judge(routeFor(line), { target, control, candidate }, strict)).toMatchObject([
      { path: '.', cause: { kind: 'unexplained' } },
    ]);
});

describe('the time of a write', () => {
  const control = json({ created_at: '2014-05-01T10:00:00.000Z', lastLogin: '2014-05-01T10:00:00.000Z' });
  const since = Date.parse('2026-03-01T12:00:00Z');

  test('may differ between the sides in a run that writes, unlike other times', () => {
    const now = '2026-03-01T12:00:05.000Z';
    const judged = judge(
      undefined,
      { control, candidate: json({ created_at: now, lastLogin: now }) },
      { ...strict, writtenSince: since },
    );
    expect(judged.map(({ path, cause }) => [path, cause.kind])).toEqual([
      ['created_at', 'moment'],
      ['lastLogin', 'unexplained'],
    ]);
  });

  test.each([
    ['of a run that reads only', '2026-03-01T12:00:05.000Z', undefined],
    ['that lies before the run', '2026-02-01T12:00:00.000Z', since],
    ['that is written in another way', '2026-03-01T12:00:05Z', since],
    ['that is written for people', 'Sun Mar 01 2026 12:00:05 GMT+0000', since],
  ])('%s is unexplained', (...[, created_at, writtenSince]) => {
    const judged = judge(
      undefined,
      { control, candidate: put({ created_at })(control) },
      { ...strict, writtenSince },
    );
    expect(judged).toMatchObject([{ path: 'created_at', cause: { kind: 'unexplained' } }]);
  });
});
