import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { seedTenant } from '../support/tenant-seed.js';

/** Over real sockets: whatever is searched for, nobody else is shown than who has it. */
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

/** Of each list of users, under the identity that shows there. */
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

describe.each(lists)('a search of %s', (path, shown) => {
  const holder = (name: string): Record<string, unknown> => ({
    user_id: 'x|holder',
    email: 'holder@x.com',
    name,
    nickname: name,
    identities: [{ ...shown, user_id: 'holder' }],
  });
  const bystander = { ...jane, user_id: 'x|jane', identities: [{ ...shown, user_id: 'jane' }] };

  test.each(attempts)('for %s', async (_, text) => {
    seedTenant(stage.sandbox.tenant, { users: [jane, bystander, holder(text)] });
    const written = text.includes('"') ? text : `"${text}"`;
    // v1 has no escape: a text that begins with quotes and closes them is another text.
    const expected = text.startsWith('"') && text.indexOf('"', 1) !== -1 ? [] : ['x|holder'];
    expect(await found(path, { search: written })).toEqual(expected);
    expect(await found(path, { search: `nickname:${written}` })).toEqual(expected);
    expect(await found(path, { search: `user_id:${written}` })).toEqual([]);
  });
});

describe('the name of a connection is a name', () => {
  test.each(attempts)('for %s', async (_, text) => {
    seedTenant(stage.sandbox.tenant, { users: [jane] });
    expect(await found('/api/users', { connection: text })).toEqual([]);
    expect(await found(`/api/connections/${encodeURIComponent(text)}/users`, {})).toEqual([]);
  });
});

test('an ampersand that was not encoded ends the search, and v2 is not told what follows', async () => {
  seedTenant(stage.sandbox.tenant, {
    users: [jane, { ...jane, user_id: 'x|2', name: 'x', email: 'x@x.com' }],
  });
  const response = await fetch(`${stage.http}/api/users?search=jane&search_engine=v1&q=*`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await response.json()).toEqual([expect.objectContaining({ user_id: 'auth0|jane' })]);
});

describe.each(['x', '"', '\\', '*', '(', 'a b ', '" OR *:* '])('%j, again and again,', (piece) => {
  test('finds nobody for as long as a URL may be', async () => {
    seedTenant(stage.sandbox.tenant, { users: [jane] });
    expect(await found('/api/users', { search: `name:${piece.repeat(2_500 / piece.length)}` })).toEqual([]);
  });

  test('is refused with ten thousand characters, as too long', async () => {
    const search = encodeURIComponent(piece.repeat(10_000 / piece.length));
    const response = await fetch(`${stage.http}/api/users?search=${search}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([414, 431]).toContain(response.status);
    expect(await response.json()).toMatchObject({ error_description: expect.stringMatching(/\d+ bytes/) });
  });
});

test.each(['a;', 'é;', 'name:x;', 'email:a@b.c;'])(
  'hundreds of clauses %j are refused without asking for the list, and the client is told why',
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

test('as many clauses as the tenant takes are asked', async () => {
  seedTenant(stage.sandbox.tenant, { users: [jane] });
  expect(await found('/api/users', { search: 'jane; '.repeat(200) })).toEqual(['auth0|jane']);
});
