import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import type { SandboxCaller } from '../../support/sandbox.js';
import { caller2015 } from '../../support/sandbox-2015.js';
import { seedTenant } from '../../support/tenant-seed.js';

const users = [
  { user_id: 'auth0|1', name: 'Jane Doe', email: 'jane.doe@example.com', email_verified: true },
  { user_id: 'auth0|2', name: 'jane-doe', email: 'mary@example.com', updated_at: '2016-05-01T00:00:00.000Z' },
  { user_id: 'google-oauth2|3', name: 'Jane', email: 'Jane@Gmail.example', logins_count: 7 },
  { user_id: 'waad|4', name: 'John Smith', email: 'john@acme.example', app_metadata: { plan: 'Full Moon' } },
].map((user) => {
  const [provider = '', id = ''] = user.user_id.split('|');
  const connection = { auth0: 'Username-Password-Authentication', waad: 'acme-waad' }[provider] ?? provider;
  const isSocial = provider === 'google-oauth2';
  return { ...user, identities: [{ provider, user_id: id, connection, isSocial }] };
});

describe('GET /users of 2015 at a tenant in the cloud', () => {
  let sandbox: Sandbox;
  let caller: SandboxCaller;

  beforeAll(async () => {
    sandbox = await startSandbox({ dialect: '2015', seedUsers: 0 });
    seedTenant(sandbox.tenant, { users });
    caller = await caller2015(sandbox);
  });
  afterAll(() => sandbox.close());

  test.each([
    ["the seed's social users", 'identities.isSocial:true', [3]],
    ["the seed's enterprise users", "identities.isSocial:false AND NOT identities.provider:'auth0'", [4]],
    ["the seed's users of a connection", 'identities.connection:"google-oauth2"', [3]],
    ['an analysed name contains a word, in any case', 'name:"jane"', [1, 2, 3]],
    ['a raw one is compared as a whole and to the letter', 'name.raw:"Jane"', [3]],
    ['a quoted text is a run of words', 'name:"JANE DOE"', [1, 2]],
    ['the words of an unquoted one are alternatives', 'name:jane-smith', [1, 2, 3, 4]],
    ['a wildcard is for one word', 'name:jo*', [4]],
    ['a wildcard is put into lower case even where the text is not', 'name.raw:Ja*', [2]],
    ['a raw address', 'email.raw:"mary@example.com"', [2]],
    ['several values of a field', 'email.raw:("mary@example.com" OR "john@acme.example")', [2, 4]],
    ['a term without a field is looked for everywhere', 'moon', [4]],
    ['metadata is analysed too', 'app_metadata.plan:"full"', [4]],
    ['a missing field', '_missing_:app_metadata.plan', [1, 2, 3]],
    ['a field that is there', '_exists_:logins_count', [3]],
    ['a number', 'logins_count:7', [3]],
    ['a boolean', 'email_verified:true', [1]],
    ['nothing by a text without a word', 'name:"-"', []],
    ['at least', 'logins_count:>=7', [3]],
    ['more than', 'logins_count:>7', []],
    ['since', 'updated_at:>=2016-01-01', [2]],
    ['before', 'updated_at:<2016-01-01', [1, 3, 4]],
    ['up to', 'updated_at:<="2016-05-01T00:00:00.000Z"', [1, 2, 3, 4]],
    ['a range', 'updated_at:{2016-01-01 TO *}', [2]],
  ])('finds %s', async (_, q, numbers) => {
    const { body } = await caller.get(`/users?search_engine=v2&q=${encodeURIComponent(q)}`);
    const ids = (body as { user_id: string }[]).map(({ user_id }) => Number(user_id.split('|')[1]));
    expect(ids.sort()).toEqual(numbers);
  });

  test.each([
    ['an engine of later', 'search_engine=v3', "'No enum match for: v3' on property search_engine"],
    ['the engine of appliances', 'search_engine=v1', 'You are not allowed to use search_engine=v1.'],
    [
      'a connection, which is that engine',
      'connection=github',
      'You are not allowed to use search_engine=v1.',
    ],
    [
      'a connection of this engine',
      'search_engine=v2&connection=github',
      "available only if you specify 'search_engine=v1'",
    ],
    [
      'a query without an engine',
      'q=jane',
      "The 'q' parameter is available only if you specify 'search_engine=v2'.",
    ],
    ['a subfield that is not there', 'search_engine=v2&q=user_id.raw:1', "'user_id' has no subfield raw"],
    ['an open bracket', 'search_engine=v2&q=(a', 'unclosed parenthesis'],
    ['an unfinished comparison', 'search_engine=v2&q=a:>', "unexpected '>'"],
    ['sorting by metadata', 'search_engine=v2&sort=app_metadata.a:1', 'Sorting by metadata is not supported'],
    ['more than ten thousand', 'search_engine=v2&per_page=100&page=100', 'the first 10000 records'],
    ['a parameter of later', 'primary_order=true', 'Additional properties not allowed: primary_order'],
  ])('refuses %s', async (_, query, message) => {
    const reply = await caller.get(`/users?${query}`);
    expect(reply.status).toBe(400);
    expect((reply.body as { message: string }).message).toContain(message);
  });

  test('lists, sorts and counts without a query', async () => {
    const { body } = await caller.get('/users?sort=email:-1&per_page=1&include_totals=true&fields=email');
    expect(body).toEqual({ start: 0, limit: 1, length: 1, total: 4, users: [{ email: 'mary@example.com' }] });
  });
});

describe('GET /users of 2015 at an appliance', () => {
  let sandbox: Sandbox;
  let caller: SandboxCaller;

  beforeAll(async () => {
    sandbox = await startSandbox({ dialect: '2015', searchEngine: 'v1', seedUsers: 0, indexLagMs: 60_000 });
    for (const user of users) seedTenant(sandbox.tenant, { users: [...users.slice(0, 3), user] });
    caller = await caller2015(sandbox);
  });
  afterAll(() => sandbox.close());

  test.each(['connection=acme-waad', 'search_engine=v1&connection=acme-waad'])(
    'accepts %s',
    async (query) => {
      expect((await caller.get(`/users?${query}`)).body).toMatchObject([{ user_id: 'waad|4' }]);
    },
  );

  test('sees a write at once', async () => {
    await caller.send('PATCH', '/users/waad%7C4', { app_metadata: { seen: true } });
    expect((await caller.get('/users?connection=acme-waad')).body).toMatchObject([
      { app_metadata: { seen: true } },
    ]);
  });

  test.each([
    ['search_engine=v2', 'You are not allowed to use search_engine=v2.'],
    ['search_engine=v1&q=jane', "The 'q' parameter is available only if you specify 'search_engine=v2'."],
  ])('refuses %s', async (query, message) => {
    expect(await caller.get(`/users?${query}`)).toMatchObject({ status: 400, body: { message } });
  });
});
