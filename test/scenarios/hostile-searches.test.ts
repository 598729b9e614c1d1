import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { seedTenant } from '../support/tenant-seed.js';

/** Over real sockets: a search shows only users that have what was searched for. */
const attempts: readonly [title: string, text: string][] = [
  ['quotes that close and open a query', '" OR *:*'],
  ['quotes on both ends', '" OR name:"*'],
  ['brackets that close and open', ') OR ('],
  ['brackets and an operator', 'x) OR (user_id:*'],
  ['a backslash', '\\'],
  ['a backslash in front of quotes', '\\" OR *:*'],
  ['a wildcard', '*'],
  ['wildcards around letters', '*jan*'],
  ['a question mark', '?ane'],
  ['everything', '*:*'],
  ['what everybody has', '_exists_:user_id'],
  ['an operator', 'OR'],
  ['a negation', 'NOT x'],
  ['other operators', '|| name:x && !y'],
  ['a range', '[* TO *]'],
  ['fuzziness and boosts', 'x~2^9'],
  ['a regular expression', '/.*/'],
  ['a line break', 'x\nOR *:*'],
  ['a NUL', 'x\0 OR *'],
  ['an escape in the way of Lucene', '\\u0022'],
  ['another parameter of v2', 'x&search_engine=v1&q=*'],
  ['a fragment', 'x#y?z=1'],
  ['characters beyond the first plane', '😀 𝒳*'],
];

const identity = { connection: 'db', provider: 'auth0', isSocial: false };
const social = { connection: 'google-oauth2', provider: 'google-oauth2', isSocial: true };
const jane = {
  user_id: 'auth0|jane',
  email: 'jane@x.com',
  name: 'jane',
  identities: [{ ...identity, user_id: 'jane' }],
};

/** For each list of users, the identity of the users in it. */
const lists: readonly [path: string, identity: Record<string, unknown>][] = [
  ['/api/users', identity],
  ['/api/connections/db/users', identity],
  ['/api/socialconnections/users', social],
  ['/api/enterpriseconnections/users', { ...social, provider: 'waad', isSocial: false }],
];

let stage: SandboxGateway;
let token: string;

beforeAll(async () => {
  stage = await openSandboxGateway();
  token = (await stage.bearerOf('global')) ?? '';
});
afterAll(() => stage.close());

async function found(path: string, query: Record<string, string>): Promise<unknown[]> {
  const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  const response = await fetch(`${stage.http}${path}?${pairs.join('&')}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const users = (await response.json()) as { user_id: string }[];
  expect(response.status).toBe(200);
  return users.map(({ user_id }) => user_id);
}

describe.each(lists)('a search of %s finds only the user with that name', (path, shown) => {
  const holder = (name: string): Record<string, unknown> => ({
    user_id: 'x|holder',
    email: 'holder@x.com',
    name,
    nickname: name,
    identities: [{ ...shown, user_id: 'holder' }],
  });
  const bystander = { ...jane, user_id: 'x|jane', identities: [{ ...shown, user_id: 'jane' }] };

  test.each(attempts)('when it is %s', async (_, text) => {
    seedTenant(stage.sandbox.tenant, { users: [jane, bystander, holder(text)] });
    const written = text.includes('"') ? text : `"${text}"`;
    // v1 has no escape: a text that begins with a quote and contains another is read as another text.
    const expected = text.startsWith('"') && text.indexOf('"', 1) !== -1 ? [] : ['x|holder'];
    expect(await found(path, { search: written })).toEqual(expected);
    expect(await found(path, { search: `nickname:${written}` })).toEqual(expected);
    expect(await found(path, { search: `user_id:${written}` })).toEqual([]);
  });
});

describe('the name of a connection is matched literally, and finds nobody', () => {
  test.each(attempts)('when it is %s', async (_, text) => {
    seedTenant(stage.sandbox.tenant, { users: [jane] });
    expect(await found('/api/users', { connection: text })).toEqual([]);
    expect(await found(`/api/connections/${encodeURIComponent(text)}/users`, {})).toEqual([]);
  });
});

test('an unencoded ampersand ends the search, and the rest is not passed to v2', async () => {
  seedTenant(stage.sandbox.tenant, {
    users: [jane, { ...jane, user_id: 'x|2', name: 'x', email: 'x@x.com' }],
  });
  const response = await fetch(`${stage.http}/api/users?search=jane&search_engine=v1&q=*`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await response.json()).toEqual([expect.objectContaining({ user_id: 'auth0|jane' })]);
});

describe.each(['x', '"', '\\', '*', '(', 'a b ', '" OR *:* '])(
  'a search for %j, repeated many times,',
  (piece) => {
    test('finds nobody at the full length of a URL', async () => {
      seedTenant(stage.sandbox.tenant, { users: [jane] });
      expect(await found('/api/users', { search: `name:${piece.repeat(2_500 / piece.length)}` })).toEqual([]);
    });

    test('of ten thousand characters is refused as too long', async () => {
      const search = encodeURIComponent(piece.repeat(10_000 / piece.length));
      const response = await fetch(`${stage.http}/api/users?search=${search}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect([414, 431]).toContain(response.status);
      expect(await response.json()).toMatchObject({ error_description: expect.stringMatching(/\d+ bytes/) });
    });
  },
);

test.each(['a;', 'é;', 'name:x;', 'email:a@b.c;'])(
  'hundreds of clauses %j are refused without a call for the list, and the client is told why',
  async (clause) => {
    seedTenant(stage.sandbox.tenant, { users: [jane] });
    stage.takeCalls();
    const response = await fetch(`${stage.http}/api/users?search=${clause.repeat(650)}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: 'invalid_request',
      detail: expect.stringMatching(/too much for one call.*bytes/),
    });
    expect(stage.takeCalls()).not.toContain('GET /api/v2/users');
  },
);

test('a search with as many clauses as the tenant accepts is sent', async () => {
  seedTenant(stage.sandbox.tenant, { users: [jane] });
  expect(await found('/api/users', { search: 'jane; '.repeat(200) })).toEqual(['auth0|jane']);
});
