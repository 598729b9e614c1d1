import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { forgottenMethods } from '../support/legacy-methods.js';
import type { LegacySdk } from '../support/legacy-sdk.js';
import { openLegacyStage, pagesOf, type LegacyStage } from '../support/legacy-stage.js';
import type { TenantOverHttp } from '../support/tenant-over-http.js';

const connection = 'Username-Password-Authentication';
const client = demoClients.app;

let stage: LegacyStage;
let sdk: LegacySdk;
let tenant: TenantOverHttp;

beforeAll(async () => {
  stage = await openLegacyStage('0.5.0');
  ({ sdk, tenant } = stage);
});

afterAll(async () => {
  await stage.close();
});

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

test('auth0@0.5.0 gets a token', async () => {
  expect((await sdk.call('getAccessToken')).result).toMatch(/^[A-Za-z0-9._~-]+$/);
});

test.each<[string, Partial<{ clientID: string; clientSecret: string; accessToken: string }>, object]>([
  ['an unknown client', { clientID: 'nobody-knows-this' }, { message: 'unknown client', statusCode: 404 }],
  [
    'a wrong secret',
    { clientSecret: 'wrong' },
    { statusCode: 401, message: expect.stringContaining('access_denied') },
  ],
  [
    'a made-up token',
    { accessToken: 'a.b.c' },
    { statusCode: 401, message: expect.stringContaining('invalid_token') },
  ],
])('auth0@0.5.0 reports %s', async (_, options, error) => {
  expect((await stage.sdkWith(options).call('getUsers', {})).error).toMatchObject({
    name: 'ApiError',
    ...error,
  });
});

describe('auth0@0.5.0', () => {
  test('creates a user with metadata at the root', async () => {
    const userId = await created('create@old.test', { vip: true, note: null });
    const { result } = await sdk.call('getUser', userId);
    expect(result).toMatchObject({ user_id: userId, email: 'create@old.test', vip: true, note: null });
    expect(result).not.toHaveProperty('app_metadata');
    expect(await tenant.user(userId)).toMatchObject({
      email: 'create@old.test',
      app_metadata: { vip: true },
    });
  });

  test('reports a refused creation as an ApiError, never as success', async () => {
    await created('twice@old.test');
    const again = await sdk.call('createUser', {
      connection,
      email: 'twice@old.test',
      password: 'Old-Passw0rd!',
    });
    expect(again.error).toMatchObject({
      name: 'ApiError',
      message: 'The user already exists.',
      statusCode: 400,
    });
    const nowhere = await sdk.call('createUser', {
      connection: 'nowhere',
      email: 'x@old.test',
      password: 'P',
    });
    expect(nowhere.error).toMatchObject({ statusCode: 400 });
  });

  test.each(['auth0|x y', 'samlp|conn|name@x', 'auth0|nobody'])('finds no user %j', async (userId) => {
    const { error } = await sdk.call('getUser', userId);
    expect(error).toMatchObject({
      name: 'ApiError',
      statusCode: 404,
      message: expect.stringContaining('user not found'),
    });
  });

  test('changes the e-mail address', async () => {
    const userId = await created('before@old.test');
    expect(await sdk.call('updateUserEmail', userId, 'after@old.test', true)).toEqual({
      call: 'updateUserEmail',
      result: 'OK',
    });
    expect(await tenant.user(userId)).toMatchObject({ email: 'after@old.test' });
  });

  test('changes the password, and a login with the new one succeeds', async () => {
    const username = 'password@old.test';
    const userId = await created(username);
    expect(await sdk.call('updateUserPassword', userId, 'New-Passw0rd!', false)).toEqual({
      call: 'updateUserPassword',
      result: 'OK',
    });
    const login = { client, connection, username };
    expect(await tenant.logsIn({ ...login, password: 'Old-Passw0rd!' })).toBe(false);
    expect(await tenant.logsIn({ ...login, password: 'New-Passw0rd!' })).toBe(true);
  });

  test('replaces metadata, nulls included', async () => {
    const userId = await created('replace@old.test', { old: 1, none: 1 });
    expect(await sdk.call('updateUserMetadata', userId, { none: null, 'näme ✓': ['ü'] })).toEqual({
      call: 'updateUserMetadata',
    });
    const { result } = await sdk.call('getUser', userId);
    expect(result).toMatchObject({ none: null, 'näme ✓': ['ü'] });
    expect(result).not.toHaveProperty('old');
    const stored = await tenant.user(userId);
    expect(stored).toMatchObject({ app_metadata: { 'näme ✓': ['ü'] } });
    expect(stored).not.toHaveProperty('app_metadata.old');
    expect(stored).not.toHaveProperty('app_metadata.none');
  });

  // 0.5.0 passes the whole object to ApiError, which Error() prints; an application can use only the status.
  test.each<[string, unknown[]]>([
    ['updateUserEmail', ['auth0|nobody', 'nobody@old.test', false]],
    ['updateUserPassword', ['auth0|nobody', 'New-Passw0rd!', false]],
    ['updateUserMetadata', ['auth0|nobody', { a: 1 }]],
    ['deleteUser', ['auth0|nobody']],
  ])('reports 404 for an unknown user in %s', async (method, args) => {
    expect((await sdk.call(method, ...args)).error).toMatchObject({ name: 'ApiError', statusCode: 404 });
  });

  test('deletes a user', async () => {
    const userId = await created('delete@old.test');
    expect(await sdk.call('deleteUser', userId)).toEqual({ call: 'deleteUser' });
    expect(await tenant.user(userId)).toBeUndefined();
  });

  test('lists all users by following the links', async () => {
    for (let index = 0; index < 5; index += 1) await created(`pages${index}@old.test`);
    const found = await pagesOf(sdk, 'getUsers', { search: 'pages', perPage: 2 });
    expect(found.map((page) => page.length)).toEqual([2, 2, 1]);
    const all = await pagesOf(sdk, 'getUsers', { per_page: 4 });
    expect(idsOf(all.flat())).toEqual(idsOf(await tenant.users()));
  });

  test.each([
    ['getSocialUsers', true],
    ['getEnterpriseUsers', false],
  ])('lists all users with %s by following the links', async (method, isSocial) => {
    const listed = (await pagesOf(sdk, method, { per_page: 1 })).flat();
    expect(listed.length).toBeGreaterThan(0);
    for (const user of listed) {
      expect((user as { identities: { isSocial: boolean }[] }).identities.some((each) => each.isSocial)).toBe(
        isSocial,
      );
    }
    expect(new Set(idsOf(listed)).size).toBe(listed.length);
  });

  test('lists the users of a connection', async () => {
    const userId = await created('connected@old.test');
    const listed = (await pagesOf(sdk, 'getUsers', { connection, per_page: 3 })).flat();
    expect(idsOf(listed)).toContain(userId);
    for (const user of listed)
      expect(user).toMatchObject({
        identities: expect.arrayContaining([expect.objectContaining({ connection })]),
      });
  });
});

test('every method of auth0@0.5.0 is tested above or waits for a named later issue', async () => {
  expect(await forgottenMethods(sdk)).toEqual([]);
});

function idsOf(users: unknown[]): string[] {
  return users.map((user) => (user as { user_id: string }).user_id).toSorted();
}
