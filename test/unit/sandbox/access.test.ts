import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients, demoUser } from '../../../src/sandbox/demo/demo-tenant.js';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import { askToken, readReply, SandboxCaller } from '../../support/sandbox.js';
import type { SandboxReply } from '../../support/sandbox.js';

let now = Date.UTC(2026, 0, 1);
let sandbox: Sandbox;
let caller: SandboxCaller;
const { clientId: client_id, clientSecret: client_secret } = demoClients.app;
const realm = 'http://auth0.com/oauth/grant-type/password-realm';
const credentials = { client_id, client_secret, username: demoUser.email, password: demoUser.password };

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 20, now: () => now });
  caller = await SandboxCaller.open(sandbox);
});
afterAll(() => sandbox.close());

async function withHeader(authorization: string | undefined): Promise<SandboxReply> {
  const headers = authorization === undefined ? {} : { authorization };
  return readReply(await fetch(`${sandbox.url}/api/v2/users`, { headers }));
}

describe('the Authorization header', () => {
  test('that is missing is 401 Missing authentication', async () => {
    const reply = await withHeader(undefined);
    expect(reply.status).toBe(401);
    expect(reply.body).toEqual({ statusCode: 401, error: 'Unauthorized', message: 'Missing authentication' });
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
  });

  test.each(['Bearer opaque-v1-token', 'Bearer', 'Basic YTpi', 'Bearer a.b', 'a.b.c'])(
    '%s is 400 with errorCode Bearer',
    async (header) => {
      const reply = await withHeader(header);
      expect(reply.status).toBe(400);
      expect(reply.body).toMatchObject({
        errorCode: 'Bearer',
        message: 'Bad HTTP authentication header format',
      });
    },
  );

  test('a token with a broken signature is 401', async () => {
    const reply = await withHeader(`Bearer ${caller.token.slice(0, -6)}AAAAAA`);
    expect(reply.status).toBe(401);
    const message = 'Invalid signature received for JSON Web Token validation';
    expect(reply.body).toMatchObject({ message, attributes: { error: message } });
  });

  test('a token for another audience is 401 Invalid token', async () => {
    const { body } = await askToken(sandbox, { ...credentials, grant_type: 'password' });
    const reply = await withHeader(`Bearer ${(body as { access_token: string }).access_token}`);
    expect(reply.status).toBe(401);
    expect(reply.body).toMatchObject({ message: 'Invalid token' });
  });

  test('a token is valid for its lifetime of one day and refused after it', async () => {
    const mine = await SandboxCaller.open(sandbox);
    const start = now;
    now = start + 86_399_000;
    expect((await mine.get('/users?per_page=1')).status).toBe(200);
    now = start + 86_401_000;
    const reply = await mine.get('/users?per_page=1');
    now = start;
    expect(reply.status).toBe(401);
    expect(reply.body).toMatchObject({ message: 'Expired token received for JSON Web Token validation' });
  });
});

describe('scopes', () => {
  test('a missing scope is named in the refusal', async () => {
    const narrow = await SandboxCaller.open(sandbox, demoClients.service, 'read:clients');
    const reply = await narrow.get('/users');
    expect(reply.status).toBe(403);
    expect(reply.body).toEqual({
      statusCode: 403,
      error: 'Forbidden',
      message: 'Insufficient scope, expected any of: read:users,read:user_idp_tokens',
      errorCode: 'insufficient_scope',
    });
  });

  test('update:users_app_metadata opens app_metadata and nothing else', async () => {
    const narrow = await SandboxCaller.open(sandbox, demoClients.service, 'update:users_app_metadata');
    const path = `/users/${encodeURIComponent(demoUser.userId)}`;
    expect((await narrow.send('PATCH', path, { app_metadata: { x: 1 } })).status).toBe(200);
    const refused = await narrow.send('PATCH', path, { app_metadata: { x: 2 }, name: 'x' });
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ message: 'You cannot update the following fields: name' });
  });

  test('options of connections and secrets of clients need scopes of their own', async () => {
    const narrow = await SandboxCaller.open(sandbox, demoClients.service, 'read:connections read:clients');
    const [connection] = (await narrow.get('/connections?per_page=1')).body as object[];
    expect(connection).not.toHaveProperty('options');
    const client = (await narrow.get(`/clients/${client_id}`)).body as object;
    expect(client).not.toHaveProperty('client_secret');
    expect((await caller.get(`/clients/${client_id}`)).body).toMatchObject({ client_secret });
  });

  test("a client's connections need a scope of clients beside that of connections", async () => {
    const path = `/clients/${client_id}/connections`;
    const narrow = await SandboxCaller.open(sandbox, demoClients.service, 'read:connections');
    expect((await narrow.get(path)).body).toMatchObject({
      message: 'Insufficient scope, expected any of: read:clients,read:client_summary',
    });
    const wide = 'read:connections read:client_summary';
    expect((await (await SandboxCaller.open(sandbox, demoClients.service, wide)).get(path)).status).toBe(200);
  });

  test('a user reads their own record and no other', async () => {
    const audience = `${sandbox.url}/api/v2/`;
    const asked = { ...credentials, grant_type: 'password', audience, scope: 'read:current_user read:users' };
    const { body } = await askToken(sandbox, asked);
    const user = caller.as((body as { access_token: string }).access_token);
    expect((await user.get(`/users/${encodeURIComponent(demoUser.userId)}`)).status).toBe(200);
    const refused = await user.get(`/users/${encodeURIComponent('auth0|5457edea1b8f33391a000005')}`);
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({
      message: 'User to be acted on does not match subject in bearer token.',
    });
  });
});

describe('the token endpoint', () => {
  test.each([
    [
      'an unknown client',
      { client_id: 'x'.repeat(32) },
      { status: 401, error: 'access_denied', error_description: 'Unauthorized' },
    ],
    [
      'a wrong secret',
      { client_secret: 'wrong' },
      { status: 401, error: 'access_denied', error_description: 'Unauthorized' },
    ],
    [
      'no secret',
      { client_secret: undefined },
      { status: 401, error: 'access_denied', error_description: 'Unauthorized' },
    ],
    [
      'no audience',
      { audience: undefined },
      { status: 400, error: 'invalid_request', error_description: 'Missing required parameter: audience' },
    ],
    [
      'another audience',
      { audience: 'https://x/' },
      {
        status: 400,
        error: 'invalid_request',
        error_description: 'invalid audience specified for client_credentials grant exchange',
      },
    ],
    [
      'a scope never granted',
      { scope: 'read:users eat:cake' },
      {
        status: 403,
        error: 'access_denied',
        error_description: 'Client has not been granted scopes: eat:cake',
      },
    ],
    [
      'no grant type',
      { grant_type: undefined },
      { status: 400, error: 'invalid_request', error_description: 'Missing required parameter: grant_type' },
    ],
    [
      'an unknown grant type',
      { grant_type: 'magic' },
      { status: 403, error: 'unsupported_grant_type', error_description: 'Unsupported grant type: magic' },
    ],
  ])('%s is refused with an OAuth 2.0 error body', async (_what, change, { status, ...body }) => {
    const audience = `${sandbox.url}/api/v2/`;
    const reply = await askToken(sandbox, {
      grant_type: 'client_credentials',
      client_id,
      client_secret,
      audience,
      ...change,
    });
    expect({ status: reply.status, body: reply.body }).toEqual({ status, body });
  });

  test('a client without a grant is refused', async () => {
    const reply = await askToken(sandbox, {
      grant_type: 'client_credentials',
      client_id: demoClients.ungranted.clientId,
      client_secret: demoClients.ungranted.clientSecret,
      audience: `${sandbox.url}/api/v2/`,
    });
    expect(reply.status).toBe(403);
    expect(reply.body).toMatchObject({ error: 'access_denied' });
  });

  test('accepts form bodies and HTTP Basic credentials too', async () => {
    const response = await fetch(`${sandbox.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', audience: `${sandbox.url}/api/v2/` }),
    });
    expect(response.status).toBe(200);
  });

  test('a password-realm login gives a token that /userinfo accepts, and counts as a login', async () => {
    const before = sandbox.tenant.users.get(demoUser.userId)?.account.logins_count ?? 0;
    const reply = await askToken(sandbox, { ...credentials, grant_type: realm, realm: demoUser.connection });
    expect(reply.status).toBe(200);
    const { access_token, id_token } = reply.body as Record<string, string>;
    expect(id_token?.split('.')).toHaveLength(3);
    const info = await fetch(`${sandbox.url}/userinfo`, {
      headers: { authorization: `Bearer ${access_token ?? ''}` },
    });
    expect(await info.json()).toMatchObject({ sub: demoUser.userId, email: demoUser.email });
    expect(sandbox.tenant.users.get(demoUser.userId)?.account.logins_count).toBe(before + 1);
    expect(sandbox.tenant.logs.all().at(-1)).toMatchObject({ type: 's', user_id: demoUser.userId });
  });

  test.each([
    ['a wrong password', { password: 'wrong' }, { status: 403, error: 'invalid_grant' }],
    ['another connection', { realm: 'Partner-Portal' }, { status: 403, error: 'invalid_grant' }],
    ['an unknown connection', { realm: 'nope' }, { status: 400, error: 'invalid_request' }],
    [
      'a blocked user',
      { username: 'mallory@example.net', password: 'Demo-Password-1' },
      { status: 403, error: 'unauthorized' },
    ],
  ])('%s is refused at login', async (_what, change, { status, error }) => {
    const reply = await askToken(sandbox, {
      ...credentials,
      grant_type: realm,
      realm: demoUser.connection,
      ...change,
    });
    expect({ status: reply.status, body: reply.body }).toMatchObject({ status, body: { error } });
  });

  test('a refresh token works until it is revoked by its own client', async () => {
    const scope = 'openid offline_access';
    const first = await askToken(sandbox, { ...credentials, grant_type: 'password', scope, device: 'phone' });
    const { refresh_token } = first.body as { refresh_token: string };
    const refresh = { grant_type: 'refresh_token', client_id, client_secret, refresh_token };
    expect((await askToken(sandbox, refresh)).status).toBe(200);
    const revoke = async (who: { clientId: string; clientSecret: string }): Promise<number> => {
      const body = { client_id: who.clientId, client_secret: who.clientSecret, token: refresh_token };
      const response = await fetch(`${sandbox.url}/oauth/revoke`, {
        method: 'POST',
        body: new URLSearchParams(body),
      });
      return response.status;
    };
    expect(await revoke(demoClients.service)).toBe(200);
    expect((await askToken(sandbox, refresh)).status).toBe(200);
    expect(await revoke({ ...demoClients.app, clientSecret: 'wrong' })).toBe(401);
    expect(await revoke(demoClients.app)).toBe(200);
    expect(await askToken(sandbox, refresh)).toMatchObject({ status: 403, body: { error: 'invalid_grant' } });
  });

  test('the JWKS holds only the signing key, without its private part', async () => {
    const { keys } = (await (await fetch(`${sandbox.url}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[];
    };
    const header = JSON.parse(Buffer.from(caller.token.split('.')[0] ?? '', 'base64url').toString()) as {
      kid: string;
    };
    expect(keys.map((key) => key.kid)).toEqual([header.kid]);
    expect(keys[0]).not.toHaveProperty('d');
  });
});

test('/authorize redirects with a code and the state', async () => {
  const query = new URLSearchParams({ redirect_uri: 'https://app.example/cb?x=1', state: 's 1' });
  const response = await fetch(`${sandbox.url}/authorize?${query.toString()}`, { redirect: 'manual' });
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe('https://app.example/cb?x=1&code=sandbox-code&state=s+1');
});
