import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients, demoUser } from '../../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { nextIn, V1Caller } from '../../support/native-v1.js';

type Shown = Readonly<Record<string, unknown>>;

const database = 'Username-Password-Authentication';
const jane = `/api/users/${encodeURIComponent(demoUser.userId)}`;
let sandbox: Sandbox;
let url: string;
let app: V1Caller;
let global: V1Caller;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 12, v1Port: 0 });
  url = sandbox.v1?.url ?? '';
  app = await V1Caller.open(url, demoClients.app);
  global = await V1Caller.open(url, demoClients.global);
});
afterAll(() => sandbox.close());

function grant(client_id: string, client_secret: string): Promise<Response> {
  const body = new URLSearchParams({ client_id, client_secret, grant_type: 'client_credentials' });
  return fetch(`${url}/oauth/token`, { method: 'POST', body });
}

describe('the token of a native v1', () => {
  test('is 404 for an unknown client and 401 for a wrong secret, as the node and .NET SDKs expect', async () => {
    expect((await grant('nobody', 'x')).status).toBe(404);
    expect((await grant(demoClients.app.clientId, 'x')).status).toBe(401);
  });

  test('is accepted in the query of any method, and a call without it is 401', async () => {
    const token = (await (
      await grant(demoClients.app.clientId, demoClients.app.clientSecret)
    ).json()) as Shown;
    expect(token).toEqual({ access_token: expect.stringMatching(/^[\w.~-]+$/), token_type: 'bearer' });
    const write = `${url}${jane}/send_verification_email`;
    expect((await fetch(write, { method: 'POST' })).status).toBe(401);
    const answer = await fetch(`${write}?access_token=${String(token['access_token'])}`, { method: 'POST' });
    expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
  });
});

describe('users of a native v1', () => {
  test('show metadata merged into the root, and the field names of v1', async () => {
    const { body } = await app.send('GET', `${jane}/`);
    expect(body).toMatchObject({
      _id: demoUser.userId.slice(6),
      theme: 'dark',
      plan: 'gold',
      loginsCount: 42,
    });
    expect(body).not.toHaveProperty('app_metadata');
    expect((await app.send('GET', `/api/users/${demoUser.userId.slice(6)}`)).body).toEqual(body);
  });

  test('keep nulls in metadata; PATCH sets first-level keys, PUT replaces everything', async () => {
    const bag = { color: null, deep: { a: null, b: 1 } };
    expect(await app.send('PUT', `${jane}/metadata`, bag)).toMatchObject({ status: 200, body: 'OK' });
    expect((await app.send('GET', `${jane}/metadata`)).body).toEqual(bag);
    await app.send('PATCH', `${jane}/metadata`, { deep: { c: 2 } });
    expect((await app.send('GET', `${jane}/metadata`)).body).toEqual({ color: null, deep: { c: 2 } });
    expect((await app.send('GET', jane)).body).toMatchObject({ color: null });
  });

  test('are created with profile fields and metadata, and are found at once by address in any case', async () => {
    const sent = {
      connection: database,
      email: 'New.One@example.com',
      password: 'Right-Passw0rd',
      vip: true,
    };
    const made = await app.send('POST', '/api/users/', sent);
    expect(made).toMatchObject({
      status: 200,
      body: { email: sent.email, email_verified: false, vip: true },
    });
    expect(made.body).not.toHaveProperty('password');
    const { body } = await app.send('GET', '/api/users?search=email:%20new.one@EXAMPLE.com');
    expect(body).toEqual([made.body]);
    expect((await app.send('POST', '/api/users', sent)).status).toBe(400);
  });

  test('are searched by the beginning of name or address, by several fields, and never by metadata', async () => {
    const found = async (search: string): Promise<unknown[]> =>
      ((await app.send('GET', `/api/users?search=${search}`)).body as Shown[]).map(({ user_id }) => user_id);
    await app.send('PATCH', `${jane}/metadata`, { hobby: 'surf' });
    expect(await found('jane%20d')).toContain(demoUser.userId);
    expect(await found('email_verified:true;%20loginsCount:42;%20family_name:"doe"')).toEqual([
      demoUser.userId,
    ]);
    expect(await found('hobby:surf')).toEqual([]);
  });

  test('come in pages of the requested size, with links that are valid only unchanged', async () => {
    const all = (await app.send('GET', '/api/users?search=')).body as unknown[];
    const paged: unknown[] = [];
    let page = await app.send('GET', '/api/users?per_page=5&search=');
    const first = nextIn(page) ?? '';
    for (let next: string | undefined = first; next !== undefined; next = nextIn(page)) {
      expect(page.body).toHaveLength(5);
      paged.push(...(page.body as unknown[]));
      page = await app.send('GET', next);
    }
    expect([...paged, ...(page.body as unknown[])]).toEqual(all);
    expect((await app.send('GET', first.replace('page=1', 'page=2'))).status).toBe(401);
  });

  test('that are unknown are 404 "user not found" in plain text', async () => {
    const { status, type, body } = await app.send('GET', '/api/users/auth0%7Cnobody');
    expect([status, type, body]).toEqual([404, 'text/plain', 'user not found']);
  });

  test('keep the old password with "verify" until it is confirmed, and get the new one at once without', async () => {
    const check = async (password: string): Promise<number> => {
      const body = { connection: database, username: demoUser.email, password, client_id: 'any' };
      return (await app.send('POST', '/public/api/users/validate_userpassword', body)).status;
    };
    await app.send('PUT', `${jane}/password`, { password: 'Other-Passw0rd', verify: true });
    expect([await check(demoUser.password), await check('Other-Passw0rd')]).toEqual([200, 404]);
    const byEmail = { connection: database, password: 'Other-Passw0rd', email: demoUser.email };
    await app.send('PUT', `/api/users/${demoUser.email}/password`, byEmail);
    expect([await check(demoUser.password), await check('Other-Passw0rd')]).toEqual([404, 200]);
  });
});

describe('connections of a native v1', () => {
  test('are all listed, with the status for the asking client', async () => {
    const status = async (caller: V1Caller): Promise<unknown> => {
      const all = (await caller.send('GET', '/api/connections?only_socials=False&only_enterprise=False'))
        .body;
      return (all as Shown[]).find(({ name }) => name === 'facebook')?.['status'];
    };
    expect([await status(app), await status(global)]).toEqual([false, true]);
    const changed = await app.send('PUT', '/api/connections/facebook', { status: true, options: { a: 1 } });
    expect(changed).toMatchObject({ status: 200, body: { status: true, options: { a: 1 } } });
    expect(await status(app)).toBe(true);
    const service = await V1Caller.open(url, demoClients.service);
    expect((await service.send('GET', '/api/connections/facebook')).body).not.toMatchObject({
      options: { a: 1 },
    });
  });

  test('are removed by name for the deleting client only, with the id in the answer', async () => {
    const { body } = await app.send('POST', '/api/connections', {
      name: 'gone',
      strategy: 'samlp',
      status: false,
    });
    expect(body).toMatchObject({ name: 'gone', status: false, client_id: demoClients.app.clientId });
    const removed = await app.send('DELETE', '/api/connections/gone/');
    expect(removed).toMatchObject({ status: 200, body: { removed: (body as Shown)['id'] } });
    expect((await app.send('GET', '/api/connections/gone')).status).toBe(404);
    expect((await global.send('GET', '/api/connections/gone')).status).toBe(200);
  });
});

describe('clients, rules and templates of a native v1', () => {
  test('an app client may list clients, and gets 401 when it creates one', async () => {
    expect((await app.send('GET', '/api/clients/')).status).toBe(200);
    expect((await app.send('POST', '/api/clients', { name: 'x' })).status).toBe(401);
  });

  test('a PUT changes only the sent fields of a client, and callbacks may be sent as a text', async () => {
    const made = (await global.send('POST', '/api/clients', { name: 'New', callbacks: 'http://a,http://b' }))
      .body;
    expect(made).toMatchObject({ callback: 'http://a', callbacks: ['http://a', 'http://b'] });
    const path = `/api/clients/${String((made as Shown)['clientID'])}`;
    const change = { jwtConfiguration: { lifetimeInSeconds: '60' }, callback: 'http://c' };
    const { body } = await global.send('PUT', path, change);
    expect(body).toMatchObject({ name: 'New', callbacks: ['http://c', 'http://b'] });
    expect(body).toMatchObject({ jwtConfiguration: { lifetimeInSeconds: 60 } });
  });

  test('a new rule is 201, a changed one 200, a removed one "OK"', async () => {
    const rule = { name: 'My rule', script: 'x', status: false };
    expect(await app.send('POST', '/api/rules/', rule)).toMatchObject({ status: 201, body: rule });
    const changed = await app.send('PUT', '/api/rules/My%20rule/', { status: true });
    expect(changed).toMatchObject({ status: 200, body: { ...rule, status: true } });
    expect(await app.send('DELETE', '/api/rules/My%20rule')).toMatchObject({ status: 200, body: 'OK' });
    expect((await app.send('GET', '/api/rules/My%20rule')).status).toBe(404);
  });

  test('a template has the field "disabled", and null removes a field', async () => {
    const { body } = await app.send('PUT', '/api/emails/verify_email', { disabled: true, resultUrl: null });
    expect(body).toMatchObject({ template: 'verify_email', disabled: true });
    expect(body).not.toHaveProperty('resultUrl');
    expect((await app.send('GET', '/api/emails/verify_email')).body).toEqual(body);
  });

  test('an unknown path is 404 "Not Found", and a body that is not JSON is refused in plain text', async () => {
    expect(await app.send('GET', '/api/stats')).toMatchObject({ status: 404, body: 'Not Found' });
    const answer = await fetch(`${url}/oauth/token`, { method: 'POST', body: '{' });
    expect([answer.status, await answer.text()]).toEqual([400, 'The body is no JSON.']);
  });
});
