import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients, demoUser } from '../../src/sandbox/demo/demo-tenant.js';
import { forgottenMethods } from '../support/legacy-methods.js';
import type { LegacySdk, SdkReply } from '../support/legacy-sdk.js';
import { openLegacyStage, pagesOf, type LegacyStage } from '../support/legacy-stage.js';
import type { TenantOverHttp } from '../support/tenant-over-http.js';

const connection = 'Username-Password-Authentication';
const client = demoClients.app;

let stage: LegacyStage;
let sdk: LegacySdk;
let tenant: TenantOverHttp;

beforeAll(async () => {
  stage = await openLegacyStage('0.8.5');
  ({ sdk, tenant } = stage);
});

afterAll(async () => {
  await stage.close();
});

/** Creates a database user with the SDK; answers the id. */
async function created(email: string, extra: Record<string, unknown> = {}): Promise<string> {
  const reply = await sdk.call('createUser', {
    connection,
    email,
    password: 'Old-Passw0rd!',
    email_verified: true,
    ...extra,
  });
  expect(reply).not.toHaveProperty('error');
  return (reply.result as { user_id: string }).user_id;
}

describe('auth0@0.8.5 signs in', () => {
  test('and gets an opaque token of URL-safe characters', async () => {
    const { result } = await sdk.call('getAccessToken');
    expect(result).toMatch(/^[A-Za-z0-9._~-]+$/);
    expect(Buffer.from(String(result).split('.')[0] ?? '', 'base64url').toString()).not.toContain('RS256');
  });

  test('and another client object can use the token', async () => {
    const { result: accessToken } = await sdk.call('getAccessToken');
    const withToken = stage.sdkWith({ accessToken: String(accessToken) });
    expect((await withToken.call('getUsers', { per_page: 1 })).result).toHaveLength(1);
  });

  test.each<[string, Partial<{ clientID: string; clientSecret: string }>, object]>([
    [
      'an unknown client',
      { clientID: 'nobody-knows-this-client', clientSecret: 'x' },
      { name: 'ApiError', message: 'unknown client', statusCode: 404 },
    ],
    [
      'a wrong secret',
      { clientSecret: `${client.clientSecret}x` },
      { name: 'ApiError', statusCode: 401, message: expect.stringContaining('"error":"access_denied"') },
    ],
  ])('and reports %s at its first call', async (_, options, error) => {
    expect((await stage.sdkWith(options).call('getUsers', {})).error).toMatchObject(error);
  });

  test('and reports an invented token as an ApiError 401', async () => {
    const withToken = stage.sdkWith({ accessToken: 'made-up' });
    expect((await withToken.call('getUser', 'auth0|1')).error).toMatchObject({
      name: 'ApiError',
      statusCode: 401,
    });
  });

  test('and gets a v2 token of the tenant with an audience, because holdover passes that request through', async () => {
    const { upstream } = stage.holdover;
    const reply = await sdk.call('Client.getAccessToken', {
      domain: new URL(stage.origin).host,
      clientID: demoClients.service.clientId,
      clientSecret: demoClients.service.clientSecret,
      audience: `${upstream}/api/v2/`,
    });
    const answer = await fetch(`${upstream}/api/v2/users?per_page=1`, {
      headers: { authorization: `Bearer ${String(reply.result)}` },
    });
    expect(answer.status).toBe(200);
  });
});

describe('auth0@0.8.5 creates users', () => {
  test('whose unknown root fields are metadata, shown at the root and stored as app_metadata', async () => {
    const reply = await sdk.call('createUser', {
      connection,
      email: 'sam@create.test',
      password: 'Old-Passw0rd!',
      email_verified: true,
      vip: true,
      favoriteColor: null,
      additionalData: { nested: ['ü', 1, null] },
    });
    expect(reply.result).toMatchObject({
      user_id: expect.stringMatching(/^auth0\|/),
      _id: expect.any(String),
      email: 'sam@create.test',
      email_verified: true,
      vip: true,
      favoriteColor: null,
      additionalData: { nested: ['ü', 1, null] },
      identities: [{ connection, provider: 'auth0', isSocial: false }],
    });
    for (const v2Only of ['app_metadata', 'user_metadata', 'password', 'metadata', 'connection']) {
      expect(reply.result).not.toHaveProperty(v2Only);
    }
    const stored = await tenant.user((reply.result as { user_id: string }).user_id);
    expect(stored).toMatchObject({
      email: 'sam@create.test',
      app_metadata: { vip: true, additionalData: { nested: ['ü', 1, null] } },
    });
    expect(stored).not.toHaveProperty('app_metadata.favoriteColor');
  });

  test('who can log in', async () => {
    await created('login@create.test');
    const login = { client, connection, username: 'login@create.test' };
    expect(await tenant.logsIn({ ...login, password: 'Old-Passw0rd!' })).toBe(true);
    expect(await tenant.logsIn({ ...login, password: 'another' })).toBe(false);
  });

  test.each<[string, Record<string, unknown>, object]>([
    [
      'a user who exists',
      { email: 'twice@create.test' },
      { name: 'ApiError', message: 'The user already exists.', statusCode: 400 },
    ],
    ['no connection', { connection: undefined }, { name: 'ApiError', statusCode: 400 }],
    ['an unknown connection', { connection: 'no-such-connection' }, { name: 'ApiError', statusCode: 400 }],
    ['a broken e-mail address', { email: 'no address' }, { name: 'ApiError', statusCode: 400 }],
    [
      'a weak password',
      { connection: 'Partner-Portal', username: 'weak', password: 'a' },
      { name: 'ApiError', statusCode: 400, message: expect.stringMatching(/password is too weak/i) },
    ],
  ])('and reports %s with a sentence', async (_, fields, error) => {
    await sdk.call('createUser', { connection, email: 'twice@create.test', password: 'Old-Passw0rd!' });
    const reply = await sdk.call('createUser', {
      connection,
      email: 'refused@create.test',
      password: 'Old-Passw0rd!',
      ...fields,
    });
    expect(reply.error).toMatchObject(error);
    expect(reply.error?.message).toMatch(/^[^{[]*[a-z]/i);
    expect(reply.error?.message).not.toMatch(/app_metadata|Old-Passw0rd/);
  });
});

describe('auth0@0.8.5 reads users', () => {
  test('by id, with v1 names, metadata at the root, and none of the names of v2', async () => {
    const userId = await created('reads@get.test', { plan: 'gold' });
    const { result } = await sdk.call('getUser', userId);
    const stored = await tenant.user(userId);
    expect(result).toMatchObject({
      user_id: userId,
      email: 'reads@get.test',
      email_verified: true,
      plan: 'gold',
      created_at: stored?.['created_at'],
      identities: stored?.['identities'],
    });
    for (const v2Name of ['app_metadata', 'user_metadata', 'last_login', 'logins_count']) {
      expect(result).not.toHaveProperty(v2Name);
    }
  });

  test.each<[string, string]>([
    ['samlp|globex-saml|https://idp.globex.example/u/7?a=1&b=+#x', 'odd.id@globex.example'],
    ['samlp|globex-saml|hank.scorpio@globex.example', 'hank.scorpio@globex.example'],
    [demoUser.userId, demoUser.email],
  ])('by the id %s, encoded by the application or raw where a URL allows it', async (userId, email) => {
    const spellings = /[?#]/.test(userId)
      ? [encodeURIComponent(userId)]
      : [encodeURIComponent(userId), userId];
    for (const spelling of spellings) {
      expect((await sdk.call('getUser', spelling)).result).toMatchObject({ user_id: userId, email });
    }
  });

  test('by the _id of the user object too', async () => {
    const userId = await created('by-id@get.test');
    const { _id } = (await sdk.call('getUser', userId)).result as { _id: string };
    expect(_id).not.toContain('|');
    expect((await sdk.call('getUser', _id)).result).toMatchObject({ user_id: userId });
  });

  test('and sees lastLogin and loginsCount after a login', async () => {
    const userId = await created('counted@get.test');
    await tenant.logsIn({ client, connection, username: 'counted@get.test', password: 'Old-Passw0rd!' });
    const stored = await tenant.user(userId);
    expect(stored?.['logins_count']).toBe(1);
    expect((await sdk.call('getUser', userId)).result).toMatchObject({
      loginsCount: 1,
      lastLogin: stored?.['last_login'],
    });
  });

  test.each([
    'auth0|x y',
    'samlp|conn|name@x',
    'auth0|nobody',
    'auth0%7Ca%2Fb',
    'auth0%7C%C3%BCn%C3%AF%20%E2%9C%93',
    '5a5b5c5d5e5f5a5b5c5d5e5f',
  ])('and reports 404 "user not found" for the unknown id %j', async (userId) => {
    const { error } = await sdk.call('getUser', userId);
    expect(error).toMatchObject({ name: 'ApiError', statusCode: 404 });
    // A GET's error reaches node 0.8.5 as the raw text of the body.
    expect(JSON.parse(error?.message ?? '')).toMatchObject({
      error: 'inexistent_user',
      detail: 'user not found',
    });
  });

  // The SDK sends the letter as one Latin-1 byte, which is invalid in a URL.
  test('and gets a JSON error for an id with umlauts that the application did not encode', async () => {
    const { error } = await sdk.call('getUser', 'auth0|ünï');
    expect(error).toMatchObject({ name: 'ApiError', statusCode: 400 });
    expect(JSON.parse(error?.message ?? '')).toMatchObject({ statusCode: 400, detail: expect.any(String) });
  });

  test('and gets the list of users for an empty id, as in v1', async () => {
    expect((await sdk.call('getUser', '')).result).toBeInstanceOf(Array);
  });
});

describe('auth0@0.8.5 lists users', () => {
  const prefix = 'paged';
  const emails = Array.from({ length: 7 }, (_, index) => `${prefix}${index}@list.test`);

  beforeAll(async () => {
    for (const email of emails) await created(email, { rank: email });
  });

  test('page by page to the end of the links, each user once', async () => {
    const pages = await pagesOf(sdk, 'getUsers', { per_page: 3 });
    expect(pages.slice(0, -1).every((page) => page.length === 3)).toBe(true);
    const seen = pages.flat().map((user) => (user as { user_id: string }).user_id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.toSorted()).toEqual((await tenant.users()).map((user) => user.user_id).toSorted());
  });

  test('with perPage, the parameter name in its own documents', async () => {
    expect((await sdk.call('getUsers', { perPage: 2 })).result).toHaveLength(2);
  });

  test('of a search, page by page, and the links keep the search', async () => {
    const pages = await pagesOf(sdk, 'getUsers', { search: prefix, per_page: 2 });
    expect(pages.map((page) => page.length)).toEqual([2, 2, 2, 1]);
    expect(pages.flat().map((user) => (user as { email: string }).email)).toEqual(emails);
    expect(pages.flat()[0]).toMatchObject({ rank: emails[0] });
  });

  test('all at once with a page of 500, without a link', async () => {
    const reply = await sdk.call('getUsers', { per_page: 500 });
    expect(reply.result).toHaveLength((await tenant.users()).length);
    expect(reply).not.toHaveProperty('nextPageLink');
  });

  test('and the link is on the host that the SDK used, without a token and without a comma', async () => {
    const { nextPageLink = '' } = await sdk.call('getUsers', { per_page: 1, search: prefix });
    expect(new URL(nextPageLink).origin).toBe(stage.origin);
    expect(nextPageLink).not.toMatch(/access_token|,/);
  });

  test('and a changed link is refused', async () => {
    const { nextPageLink = '' } = await sdk.call('getUsers', { per_page: 1, search: prefix });
    const other = await sdk.call('getUsers', { page: nextPageLink.replace(prefix, 'j') });
    expect(other.error).toMatchObject({ name: 'ApiError', statusCode: 401 });
  });

  test('of a connection', async () => {
    const { result } = await sdk.call('getUsers', { connection, search: prefix, per_page: 100 });
    expect(result).toHaveLength(emails.length);
    const pages = await pagesOf(sdk, 'getUsers', { connection, per_page: 4 });
    const expected = (await tenant.users()).filter((user) => connectionsOf(user).includes(connection));
    expect(idsOf(pages.flat())).toEqual(idsOf(expected));
  });

  test('of social connections', async () => {
    const pages = await pagesOf(sdk, 'getSocialUsers', { per_page: 2 });
    const expected = (await tenant.users()).filter((user) =>
      identitiesOf(user).some(({ isSocial }) => isSocial),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(idsOf(pages.flat())).toEqual(idsOf(expected));
  });

  test('of enterprise connections', async () => {
    const pages = await pagesOf(sdk, 'getEnterpriseUsers', { per_page: 2 });
    const expected = (await tenant.users()).filter((user) =>
      identitiesOf(user).every(({ isSocial, provider }) => !isSocial && provider !== 'auth0'),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(idsOf(pages.flat())).toEqual(idsOf(expected));
  });
});

describe('auth0@0.8.5 searches users', () => {
  test.each<[string, string]>([
    ['a literal plus', 'email:"sea+rch@search.test"'],
    ['a space after the colon', 'email: sea+rch@search.test'],
    ['the start of a bare address', 'sea+rch@'],
    ['a whole bare address', 'sea+rch@search.test'],
    ['capital letters', 'SEA+RCH@search.test'],
    ['several v1 fields', 'email:"sea+rch@search.test"; email_verified:true'],
  ])('with %s', async (_, search) => {
    await sdk.call('createUser', {
      connection,
      email: 'sea+rch@search.test',
      password: 'Old-Passw0rd!',
      email_verified: true,
    });
    const { result } = await sdk.call('getUserBySearch', search);
    expect((result as { email: string }[]).map(({ email }) => email)).toEqual(['sea+rch@search.test']);
  });

  test('and finds nobody where nobody matches, whatever the words contain', async () => {
    for (const search of ['email:"nobody@nowhere.test"', 'nobody* OR *', '") OR _exists_:email OR ("']) {
      expect((await sdk.call('getUserBySearch', search)).result).toEqual([]);
    }
  });

  test('and an empty search does not filter', async () => {
    const { result } = await sdk.call('getUserBySearch', '');
    expect(result).toEqual((await sdk.call('getUsers', {})).result);
    expect(result).toHaveLength(100);
  });

  test('and finds a user who was created a moment ago', async () => {
    await created('instant@search.test');
    const { result } = await sdk.call('getUserBySearch', 'email:"instant@search.test"');
    expect(result).toHaveLength(1);
  });
});

describe('auth0@0.8.5 changes', () => {
  test.each([false, true])('the e-mail address (verify: %s)', async (verify) => {
    const userId = await created(`before-${verify}@email.test`);
    const reply = await sdk.call('updateUserEmail', userId, `after-${verify}@email.test`, verify);
    expect(reply).toEqual({ call: 'updateUserEmail', result: 'OK' });
    expect(await tenant.user(userId)).toMatchObject({ email: `after-${verify}@email.test` });
    expect((await sdk.call('getUser', userId)).result).toMatchObject({ email: `after-${verify}@email.test` });
  });

  test.each([
    { verify: false, logsIn: 'New-Passw0rd!', fails: 'Old-Passw0rd!' },
    { verify: true, logsIn: 'Old-Passw0rd!', fails: 'New-Passw0rd!' },
  ])('the password, at once or after the user’s confirmation: %j', async ({ verify, logsIn, fails }) => {
    const username = `password-${verify}@password.test`;
    const userId = await created(username);
    const reply = await sdk.call('updateUserPassword', userId, 'New-Passw0rd!', verify);
    expect(reply).toEqual({ call: 'updateUserPassword', result: 'OK' });
    const login = { client, connection, username };
    expect(await tenant.logsIn({ ...login, password: fails })).toBe(false);
    expect(await tenant.logsIn({ ...login, password: logsIn })).toBe(true);
  });

  test('the password by the e-mail address, which v1 accepted in place of the id', async () => {
    const username = 'by-address@password.test';
    await created(username);
    const reply = await fetchPut(`/api/users/${username}/password`, {
      email: username,
      password: 'New-Passw0rd!',
      connection,
      verify: false,
    });
    expect(reply).toEqual({ status: 200, text: 'OK' });
    expect(await tenant.logsIn({ client, connection, username, password: 'New-Passw0rd!' })).toBe(true);
  });

  test.each<[string, unknown[]]>([
    ['updateUserEmail', ['auth0|nobody', 'nobody@email.test', false]],
    ['updateUserPassword', ['auth0|nobody', 'New-Passw0rd!', false]],
    ['updateUserMetadata', ['auth0|nobody', { a: 1 }]],
    ['patchUserMetadata', ['auth0|nobody', { a: 1 }]],
  ])(
    'nothing for an unknown user with %s, and reports an ApiError with sentence and code',
    async (method, args) => {
      expect((await sdk.call(method, ...args)).error).toEqual({
        name: 'ApiError',
        message: 'user not found',
        code: 'inexistent_user',
        statusCode: 404,
      });
    },
  );

  test('nothing when an address or a password is refused', async () => {
    const userId = await created('refused@change.test');
    await created('taken@change.test');
    for (const address of ['taken@change.test', 'no address', '']) {
      expect((await sdk.call('updateUserEmail', userId, address, false)).error).toMatchObject({
        statusCode: 400,
      });
    }
    expect(await tenant.user(userId)).toMatchObject({ email: 'refused@change.test' });
    const strict = 'Partner-Portal';
    const strictId = await created('strict@change.test', { connection: strict, username: 'strict' });
    expect((await sdk.call('updateUserPassword', strictId, 'a', false)).error).toMatchObject({
      name: 'ApiError',
      statusCode: 400,
      message: expect.stringMatching(/password is too weak/i),
    });
    const login = { client, connection: strict, username: 'strict', password: 'Old-Passw0rd!' };
    expect(await tenant.logsIn(login)).toBe(true);
  });
});

describe('auth0@0.8.5 keeps metadata', () => {
  test('which a merge adds to at the first level, with nulls, and which v2 stores without the nulls', async () => {
    const userId = await created('merge@metadata.test', { kept: 1, replaced: { a: 'b', c: 'd' } });
    const reply = await sdk.call('patchUserMetadata', userId, {
      replaced: { a: 'e' },
      none: null,
      'Customer Id': 4442,
    });
    expect(reply).toEqual({ call: 'patchUserMetadata' });
    const merged = { kept: 1, replaced: { a: 'e' }, none: null, 'Customer Id': 4442 };
    expect((await sdk.call('getUserMetadata', userId)).result).toEqual(merged);
    expect((await sdk.call('getUser', userId)).result).toMatchObject(merged);
    const stored = await tenant.user(userId);
    expect(stored).toMatchObject({ app_metadata: { kept: 1, replaced: { a: 'e' }, 'Customer Id': 4442 } });
    expect(stored).not.toHaveProperty('app_metadata.none');
  });

  test('which a replacement replaces completely', async () => {
    const userId = await created('replace@metadata.test', { old: 1, gone: null, kept: 'a' });
    const reply = await sdk.call('updateUserMetadata', userId, { kept: 'b', none: null });
    expect(reply).toEqual({ call: 'updateUserMetadata' });
    expect((await sdk.call('getUserMetadata', userId)).result).toEqual({ kept: 'b', none: null });
    const stored = await tenant.user(userId);
    expect(stored).toMatchObject({ app_metadata: { kept: 'b' } });
    expect(stored).not.toHaveProperty('app_metadata.old');
  });

  test('which an empty replacement empties, and an empty merge leaves unchanged', async () => {
    const userId = await created('empty@metadata.test', { a: 1 });
    await sdk.call('patchUserMetadata', userId, {});
    expect((await sdk.call('getUserMetadata', userId)).result).toEqual({ a: 1 });
    await sdk.call('updateUserMetadata', userId, {});
    expect((await sdk.call('getUserMetadata', userId)).result).toEqual({});
  });

  test('when a value replaces a null, and when a null replaces a value', async () => {
    const userId = await created('turns@metadata.test', { x: null, y: 1 });
    await sdk.call('patchUserMetadata', userId, { x: 1, y: null });
    expect((await sdk.call('getUserMetadata', userId)).result).toEqual({ x: 1, y: null });
    expect(await tenant.user(userId)).toMatchObject({ app_metadata: { x: 1 } });
  });

  test.each<[string, Record<string, unknown>]>([
    [
      'letters of all scripts',
      { 'clé ✓': '日本語 🎉', 'quote\'"': '</script>\u2028', Ωmega: ['ß', { ñ: null }] },
    ],
    ['keys that v2 refuses', { clientID: 'mine', multifactor: ['x'], lastIP: '::1', 'a.b': 1, $ref: 2 }],
    [
      'every JSON type, and numbers to the last digit',
      { n: -1.5e-7, big: 9007199254740991, no: false, list: [[], {}] },
    ],
    ['nulls within', { deep: { a: null, list: [null, { b: null }] } }],
  ])('with %s', async (_, metadata) => {
    const userId = await created(`types-${Object.keys(metadata).join('-').length}@metadata.test`);
    for (const method of ['updateUserMetadata', 'patchUserMetadata']) {
      expect(await sdk.call(method, userId, metadata)).toEqual({ call: method });
      expect((await sdk.call('getUserMetadata', userId)).result).toEqual(metadata);
    }
  });

  test('that v2 applications have written since, with app_metadata overriding user_metadata', async () => {
    const userId = await created('both@metadata.test');
    await tenant.patch(userId, {
      user_metadata: { hobby: 'surf', both: 'user' },
      app_metadata: { both: 'app' },
    });
    expect((await sdk.call('getUser', userId)).result).toMatchObject({ hobby: 'surf', both: 'app' });
    expect((await sdk.call('getUserMetadata', userId)).result).toEqual({ hobby: 'surf', both: 'app' });
  });

  test('and reports an ApiError 404 for an unknown user', async () => {
    expect((await sdk.call('getUserMetadata', 'auth0|nobody')).error).toMatchObject({ statusCode: 404 });
  });
});

describe('auth0@0.8.5 deletes users', () => {
  test('by id', async () => {
    const userId = await created('delete@delete.test');
    expect(await sdk.call('deleteUser', userId)).toEqual({ call: 'deleteUser' });
    expect(await tenant.user(userId)).toBeUndefined();
    expect((await sdk.call('getUser', userId)).error).toMatchObject({ statusCode: 404 });
    expect((await sdk.call('deleteUser', userId)).error).toMatchObject({ statusCode: 404 });
  });

  test('but not all of them, as an empty id asks for', async () => {
    const before = await tenant.users();
    const { error } = await sdk.call('deleteUser', '');
    expect(error).toMatchObject({ name: 'ApiError' });
    expect([401, 403, 501]).toContain(error?.statusCode);
    expect(await tenant.users()).toEqual(before);
  });
});

describe('auth0@0.8.5 outside of /api', () => {
  test('reports that impersonation is gone', async () => {
    const { clientId, clientSecret } = demoClients.global;
    const global = stage.sdkWith({ clientID: clientId, clientSecret });
    const userId = await created('impersonated@gone.test');
    const { error } = await global.call('impersonateUser', userId, {
      protocol: 'oauth2',
      impersonator_id: userId,
    });
    expect(error).toMatchObject({ name: 'ApiError', code: 'not_implemented', statusCode: 501 });
    expect(error?.message).toMatch(/^Impersonation was removed/);
    expect((await sdk.call('impersonateUser', userId, {})).error).toMatchObject({ statusCode: 401 });
  });
});

test('every method of auth0@0.8.5 is tested above or waits for a named later issue', async () => {
  expect(await forgottenMethods(sdk)).toEqual([]);
});

interface Identity {
  readonly connection: string;
  readonly provider: string;
  readonly isSocial: boolean;
}

function identitiesOf(user: Record<string, unknown>): Identity[] {
  return user['identities'] as Identity[];
}

function connectionsOf(user: Record<string, unknown>): string[] {
  return identitiesOf(user).map((identity) => identity.connection);
}

function idsOf(users: unknown[]): string[] {
  return users.map((user) => (user as { user_id: string }).user_id).toSorted();
}

async function fetchPut(path: string, body: object): Promise<{ status: number; text: string }> {
  const token: SdkReply = await sdk.call('getAccessToken');
  const answer = await fetch(`${stage.holdover.http}${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${String(token.result)}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, text: await answer.text() };
}
