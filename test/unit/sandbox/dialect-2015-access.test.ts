import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients, demoUser } from '../../../src/sandbox/demo/demo-tenant.js';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import { askToken, SandboxCaller } from '../../support/sandbox.js';
import type { SandboxReply } from '../../support/sandbox.js';
import { apiToken2015, askResourceOwner, caller2015, idToken2015 } from '../../support/sandbox-2015.js';

let now = Date.now();
let sandbox: Sandbox;
const own = `/users/${encodeURIComponent(demoUser.userId)}`;
const other = '/users/auth0%7C5457edea1b8f33391a000005';
const { app, global, service } = demoClients;

beforeAll(async () => {
  sandbox = await startSandbox({ dialect: '2015', seedUsers: 20, now: () => now });
});
afterAll(() => sandbox.close());

function with2015(token: Promise<string>): Promise<SandboxCaller> {
  return caller2015(sandbox, token);
}

describe('an API token signed by the caller', () => {
  test('allows what its scopes say, if signed with the secret of the global client', async () => {
    const caller = await with2015(apiToken2015({ scopes: { users: { actions: ['read'] } } }));
    expect((await caller.get(own)).status).toBe(200);
    expect(await caller.send('PATCH', own, { blocked: true })).toMatchObject({
      status: 403,
      body: { errorCode: 'insufficient_scope' },
    });
  });

  test('of another client is refused', async () => {
    const caller = await with2015(apiToken2015({ client: service }));
    const reply = await caller.get(own);
    expect(reply).toMatchObject({ status: 401, body: { message: 'Client is not global.' } });
    expect(reply.headers.get('www-authenticate')).toBe('Bearer error="Client is not global."');
  });

  test('with another secret is refused', async () => {
    const forged = { ...global, clientSecret: service.clientSecret };
    expect((await (await with2015(apiToken2015({ client: forged }))).get(own)).body).toMatchObject({
      message: 'Invalid signature received for JSON Web Token validation',
    });
  });

  test.each([
    ['of a client that is none', { ...global, clientId: 'nobody' }],
    ['for nobody', { ...global, clientId: '' }],
  ])('%s is refused', async (_, client) => {
    const reply = await (await with2015(apiToken2015({ client }))).get(own);
    expect(reply).toMatchObject({ status: 401, body: { message: 'Invalid token' } });
  });

  test('is refused after it expires', async () => {
    const caller = await caller2015(sandbox);
    const start = now;
    now = start + 3_700_000;
    const reply = await caller.get(own);
    now = start;
    expect(reply).toMatchObject({
      status: 401,
      body: { message: 'Expired token received for JSON Web Token validation' },
    });
  });

  test('shows identity provider tokens and connection options without extra scopes', async () => {
    const scopes = { users: { actions: ['read'] }, connections: { actions: ['read'] } };
    const caller = await with2015(apiToken2015({ scopes }));
    const user = sandbox.tenant.users.all().find(({ identities }) => identities[0]?.isSocial === true);
    const [identity] = user?.identities ?? [];
    if (user === undefined || identity === undefined) throw new Error('the demo has social users');
    sandbox.tenant.users.seed({ ...user, identities: [{ ...identity, access_token: 'idp' }] });
    const path = `/users/${encodeURIComponent(user.user_id)}`;
    expect((await caller.get(path)).body).toMatchObject({ identities: [{ access_token: 'idp' }] });
    expect((await caller.get('/connections')).body).toContainEqual(
      expect.objectContaining({ name: 'github', options: expect.anything() }),
    );
  });
});

describe('a token of the current dialect', () => {
  test('is refused', async () => {
    const claims = { sub: 'x@clients', aud: `${sandbox.url}/api/v2/`, scope: 'read:users' };
    const reply = await (await with2015(sandbox.issuer.sign(claims, 60))).get(own);
    expect(reply).toMatchObject({ status: 401, body: { message: 'Invalid token' } });
  });
});

describe('an id_token', () => {
  const kinds = {
    'by the secret of its client': () => idToken2015(sandbox, demoUser.userId),
    'by the key of the tenant': () => sandbox.issuer.sign({ sub: demoUser.userId, aud: app.clientId }, 60),
  };

  test.each(Object.entries(kinds))('signed %s reads and changes its own user', async (_, token) => {
    const caller = await with2015(token());
    expect(await caller.get(own)).toMatchObject({ status: 200, body: { email: demoUser.email } });
    const patched = await caller.send('PATCH', own, { user_metadata: { hobby: 'surf' } });
    expect(patched).toMatchObject({ status: 200, body: { user_metadata: { hobby: 'surf' } } });
  });

  test('opens no other user, no app_metadata of its own user and no list of users', async () => {
    const caller = await with2015(idToken2015(sandbox, demoUser.userId));
    expect(await caller.get(other)).toMatchObject({
      status: 403,
      body: { message: 'User to be acted on does not match subject in bearer token.' },
    });
    expect((await caller.send('PATCH', own, { app_metadata: { plan: 'x' } })).status).toBe(403);
    expect((await caller.get('/users')).status).toBe(403);
  });

  test.each([
    ['without a user', () => sandbox.issuer.sign({ aud: app.clientId }, 60)],
    [
      'of another issuer',
      () => apiToken2015({ claims: { scopes: undefined, sub: demoUser.userId, iss: 'x' } }),
    ],
  ])('%s is refused', async (_, token) => {
    expect((await (await with2015(token())).get(own)).body).toMatchObject({ message: 'Invalid token' });
  });

  test('of another user, sent as link_with, links the account of that user', async () => {
    const caller = await with2015(idToken2015(sandbox, demoUser.userId));
    const users = sandbox.tenant.users.all();
    const second = users.find(({ identities }) => identities[0]?.isSocial === true);
    const link_with = await idToken2015(sandbox, second?.user_id ?? '');
    const reply = await caller.send('POST', `${own}/identities`, { link_with });
    expect(reply.status).toBe(201);
    expect(reply.body).toContainEqual(expect.objectContaining({ isSocial: true }));
  });
});

describe('POST /oauth/token', () => {
  function grant(client_secret: string, more: object = {}): Promise<SandboxReply> {
    const client = { client_id: app.clientId, client_secret };
    return askToken(sandbox, { grant_type: 'client_credentials', ...client, ...more });
  }

  test('checks credentials and answers with a v1 token, which v2 refuses', async () => {
    for (const more of [{}, { audience: 'anything' }]) {
      const { status, body } = await grant(app.clientSecret, more);
      expect({ status, body }).toEqual({
        status: 200,
        body: { access_token: expect.stringMatching(/^\w{32}$/), token_type: 'bearer' },
      });
      const caller = SandboxCaller.with(sandbox, (body as { access_token: string }).access_token);
      expect(await caller.get(own)).toMatchObject({ status: 400, body: { errorCode: 'Bearer' } });
    }
  });

  test('refuses a wrong secret', async () => {
    expect(await grant('wrong')).toMatchObject({ status: 401, body: { error: 'access_denied' } });
  });

  test('leaves logins to /oauth/ro, whose id_token is signed with the client secret', async () => {
    const { body } = await askResourceOwner(sandbox, {
      username: demoUser.email,
      password: demoUser.password,
    });
    const { id_token } = body as { id_token: string };
    expect(JSON.parse(Buffer.from(id_token.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({
      alg: 'HS256',
    });
    expect((await SandboxCaller.with(sandbox, id_token).get(own)).status).toBe(200);
  });
});

describe('a user’s password in 2015', () => {
  const right = { username: demoUser.email, password: demoUser.password };

  test.each(['password', 'http://auth0.com/oauth/grant-type/password-realm'])(
    'is refused at the token endpoint with the grant type %s',
    async (grant_type) => {
      const asked = {
        ...right,
        grant_type,
        client_id: app.clientId,
        realm: 'Username-Password-Authentication',
      };
      expect(await askToken(sandbox, asked)).toMatchObject({
        status: 403,
        body: { error: 'unsupported_grant_type' },
      });
    },
  );

  test.each([
    {
      what: 'a wrong password',
      login: { ...right, password: 'wrong' },
      refusal: [401, 'invalid_user_password'],
    },
    {
      what: 'an unknown connection',
      login: { ...right, connection: 'x' },
      refusal: [400, 'invalid_request'],
    },
    { what: 'an unknown client', login: { ...right, client_id: 'nobody' }, refusal: [401, 'access_denied'] },
    { what: 'no password', login: { username: demoUser.email }, refusal: [400, 'invalid_request'] },
    { what: 'another grant', login: { ...right, grant_type: 'implicit' }, refusal: [400, 'invalid_request'] },
  ])('at /oauth/ro: $what is refused', async ({ login, refusal: [status, error] }) => {
    expect(await askResourceOwner(sandbox, login)).toMatchObject({ status, body: { error } });
  });
});

describe('typed ids (v2_id)', () => {
  test('are shown with users and clients, and accepted in paths', async () => {
    const caller = await caller2015(sandbox);
    const { v2_id } = (await caller.get(own)).body as { v2_id: string };
    expect(v2_id).toBe(`usr_${demoUser.userId.slice('auth0|'.length)}`);
    expect((await caller.get(`/users/${v2_id}`)).body).toMatchObject({ user_id: demoUser.userId });
    const client = await caller.get(`/clients/cli_${app.clientId}`);
    expect(client.body).toMatchObject({ client_id: app.clientId, v2_id: `cli_${app.clientId}` });
    expect(
      (await (await with2015(idToken2015(sandbox, demoUser.userId))).get(`/users/${v2_id}`)).status,
    ).toBe(200);
  });

  test('of users are unique, and are gone with a deleted user', async () => {
    const users = sandbox.tenant.users.all();
    const ids = users.map(({ v2_id }) => v2_id ?? '');
    expect(ids.every((id) => /^usr_[0-9a-f]{24}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(users.length);
    const caller = await caller2015(sandbox);
    const last = ids.at(-1) ?? '';
    expect((await caller.send('DELETE', `/users/${last}`)).status).toBe(204);
    expect((await caller.get(`/users/${last}`)).status).toBe(404);
    expect(sandbox.tenant.users.all()).toHaveLength(users.length - 1);
  });
});
