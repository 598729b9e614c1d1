import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients, demoUser } from '../../../src/sandbox/demo/demo-tenant.js';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import type { SandboxCaller } from '../../support/sandbox.js';
import { askResourceOwner, caller2015, idToken2015 } from '../../support/sandbox-2015.js';

const { app, global } = demoClients;
const own = `/users/${encodeURIComponent(demoUser.userId)}`;
const connection = 'Username-Password-Authentication';
let sandbox: Sandbox;
let caller: SandboxCaller;

beforeAll(async () => {
  sandbox = await startSandbox({ dialect: '2015', seedUsers: 120 });
  caller = await caller2015(sandbox);
});
afterAll(() => sandbox.close());

async function canLogIn(password: string): Promise<boolean> {
  const { status } = await askResourceOwner(sandbox, { username: demoUser.email, password });
  return status === 200;
}

describe('a feature that v2 of 2015 did not have', () => {
  test.each([
    ['GET', '/logs'],
    ['GET', '/users-by-email?email=a@b.c'],
    ['GET', '/connections/con_aaaaaaaaaaaaaaaa/clients'],
    ['GET', `/clients/${app.clientId}/connections`],
    ['POST', `/clients/${app.clientId}/rotate-secret`],
  ])('%s %s is 404', async (method, path) => {
    expect(await caller.send(method, path)).toMatchObject({ status: 404, body: { message: 'Not Found' } });
  });

  test.each(['/connections?name=github', '/connections?take=1', '/clients?page=0', '/rules?per_page=1'])(
    '%s is 400 because of an unknown parameter',
    async (path) => {
      expect(await caller.get(path)).toMatchObject({
        status: 400,
        body: { errorCode: 'invalid_query_string' },
      });
    },
  );
});

describe('connections of 2015', () => {
  test('show and accept enabled_clients', async () => {
    const [github] = (await caller.get('/connections?strategy=github')).body as { id: string }[];
    expect(Object.keys(github ?? {})).toEqual(['id', 'options', 'strategy', 'name', 'enabled_clients']);
    const path = `/connections/${github?.id ?? ''}`;
    const patched = await caller.send('PATCH', path, { enabled_clients: [global.clientId] });
    expect(patched).toMatchObject({ status: 200, body: { enabled_clients: [global.clientId] } });
    expect((await caller.get(path)).body).toEqual(patched.body);
  });

  test('are created with enabled_clients and deleted at once, and a second DELETE succeeds', async () => {
    const body = { name: 'new-connection', strategy: 'auth0', enabled_clients: [app.clientId] };
    const made = await caller.send('POST', '/connections', body);
    expect(made).toMatchObject({ status: 201, body: { ...body, options: {} } });
    const path = `/connections/${(made.body as { id: string }).id}`;
    expect((await caller.send('DELETE', path)).status).toBe(204);
    expect((await caller.get(path)).status).toBe(404);
    expect((await caller.send('DELETE', path)).status).toBe(204);
  });

  test.each([{ is_domain_connection: true }, { realms: ['x'] }, { metadata: {} }])(
    'refuse the unknown property %j',
    async (body) => {
      const [one] = sandbox.tenant.connections.all();
      expect((await caller.send('PATCH', `/connections/${one?.id ?? ''}`, body)).status).toBe(400);
    },
  );
});

describe('clients and rules of 2015', () => {
  test('are listed without pages', async () => {
    expect((await caller.get('/clients?fields=client_id')).body).toHaveLength(4);
    const rules = sandbox.tenant.rules.all().map(({ name }) => ({ name }));
    expect((await caller.get('/rules?fields=name')).body).toEqual(rules);
  });

  test('a secret is Base64url encoded unless the client says otherwise', async () => {
    const made = await caller.send('POST', '/clients', {
      name: 'a',
      jwt_configuration: { secret_encoded: false },
    });
    expect(made.body).toMatchObject({ jwt_configuration: { secret_encoded: false, alg: 'HS256' } });
    expect((await caller.send('POST', '/clients', { name: 'b' })).body).toMatchObject({
      jwt_configuration: { secret_encoded: true },
    });
  });

  test('more than 50 rules, the current page size, are in one list', async () => {
    const made = Array.from({ length: 51 }, (_, n) => `rule-${n}`);
    for (const name of made) await caller.send('POST', '/rules', { name, script: 'function () {}' });
    const { body } = await caller.get('/rules?fields=name');
    expect((body as { name: string }[]).map(({ name }) => name)).toEqual(expect.arrayContaining(made));
  });

  test('a rule accepts a stage', async () => {
    const rule = { name: 'staged', script: 'function () {}', stage: 'pre_authorize' };
    const { body } = await caller.send('POST', '/rules', rule);
    expect(body).toMatchObject({ stage: 'pre_authorize' });
    const path = `/rules/${(body as { id: string }).id}`;
    expect((await caller.send('PATCH', path, { stage: 'login_failure' })).body).toMatchObject({
      stage: 'login_failure',
    });
  });
});

describe('device credentials of 2015', () => {
  const device = { device_name: 'phone', type: 'public_key', value: 'a2V5' };

  test('are listed without a user_id', async () => {
    expect(await caller.get('/device-credentials')).toMatchObject({ status: 200, body: { length: 2 } });
    expect(
      (await caller.get(`/device-credentials?client_id=${app.clientId}&type=public_key`)).body,
    ).toHaveLength(1);
  });

  test('a machine client creates a credential for the user that it names', async () => {
    const made = await caller.send('POST', '/device-credentials', {
      ...device,
      device_id: 'aa',
      user_id: demoUser.userId,
    });
    expect(made.status).toBe(201);
    expect(sandbox.tenant.devices.ofUser(demoUser.userId)).toContainEqual(
      expect.objectContaining({ ...(made.body as object), device_id: 'aa' }),
    );
    const nobody = { ...device, device_id: 'ab', user_id: 'auth0|nobody' };
    expect((await caller.send('POST', '/device-credentials', nobody)).status).toBe(404);
    expect(
      (await caller.send('POST', '/device-credentials', { ...device, device_id: 'ac' })).body,
    ).toMatchObject({
      message: "Payload validation error: 'Missing required property: user_id'.",
    });
  });

  test('a user creates and deletes own credentials only', async () => {
    const user = caller.as(await idToken2015(sandbox, demoUser.userId));
    const named = { ...device, device_id: 'ba', user_id: 'auth0|5457edea1b8f33391a000005' };
    const { status, body } = await user.send('POST', '/device-credentials', named);
    expect(status).toBe(201);
    const path = `/device-credentials/${(body as { id: string }).id}`;
    const stranger = caller.as(await idToken2015(sandbox, 'auth0|5457edea1b8f33391a000005'));
    expect(await stranger.send('DELETE', path)).toMatchObject({
      status: 403,
      body: { message: 'User to be acted on does not match subject in bearer token.' },
    });
    expect((await user.send('DELETE', path)).status).toBe(204);
  });
});

describe('passwords of 2015', () => {
  test('a ticket with a new_password sets it once, when the link is followed', async () => {
    const wish = {
      user_id: demoUser.userId,
      new_password: 'From-Ticket-1',
      result_url: 'https://a.example/done',
    };
    const { status, body } = await caller.send('POST', '/tickets/password-change', wish);
    expect(status).toBe(201);
    expect(await canLogIn('From-Ticket-1')).toBe(false);
    const { ticket } = body as { ticket: string };
    const followed = await fetch(ticket, { redirect: 'manual' });
    expect([followed.status, followed.headers.get('location')]).toEqual([302, 'https://a.example/done']);
    expect(await canLogIn('From-Ticket-1')).toBe(true);
    sandbox.tenant.users.setPassword(
      { connection, user_id: demoUser.userId.slice(6), provider: 'auth0', isSocial: false },
      demoUser.password,
    );
    expect((await fetch(ticket)).headers.get('content-type')).toContain('text/html');
    expect(await canLogIn(demoUser.password)).toBe(true);
  });

  test('a ticket without a new_password asks for a password', async () => {
    const wish = { email: demoUser.email, connection };
    const { ticket } = (await caller.send('POST', '/tickets/password-change', wish)).body as {
      ticket: string;
    };
    expect(await (await fetch(ticket)).text()).toContain('<form');
    const body = new URLSearchParams({ password: 'From-Form-1' });
    expect((await fetch(ticket, { method: 'POST', body })).status).toBe(200);
    expect(await canLogIn('From-Form-1')).toBe(true);
  });

  test('with verify_password the change waits for the link in the mail', async () => {
    const body = { password: 'Verified-1', connection, verify_password: true };
    expect((await caller.send('PATCH', own, body)).status).toBe(200);
    expect(await canLogIn('Verified-1')).toBe(false);
    const mail = sandbox.tenant.mails.at(-1);
    expect(mail).toMatchObject({ kind: 'password_change', to: demoUser.email });
    await fetch(mail?.link ?? '');
    expect(await canLogIn('Verified-1')).toBe(true);
  });

  test.each([
    [{ password: 'x' }, 'connection'],
    [{ email: 'a@b.example', connection }, 'client_id'],
  ])('a PATCH with %j is refused because %s is missing', async (body, missing) => {
    expect(await caller.send('PATCH', own, body)).toMatchObject({
      status: 400,
      body: { message: `Payload validation error: 'Missing required property: ${missing}'.` },
    });
  });

  test('the refusal of an unknown property points to the metadata', async () => {
    const { body } = await caller.send('PATCH', own, { foo: 1 });
    expect((body as { message: string }).message).toContain(
      'consider storing them in app_metadata or user_metadata',
    );
  });
});

describe('calls beyond the rate limit', () => {
  test('get 429 with the names of the rate limit headers', async () => {
    const strict = await startSandbox({
      dialect: '2015',
      seedUsers: 0,
      rateLimit: { limit: 1, perSecond: 0 },
    });
    const impatient = await caller2015(strict);
    await impatient.get('/clients');
    const reply = await impatient.get('/clients');
    await strict.close();
    expect(reply.body).toEqual({
      statusCode: 429,
      error: 'Too Many Requests',
      message:
        'Too many requests. Check the X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset headers.',
    });
  });
});

describe('DELETE /users', () => {
  test('deletes all users and their devices', async () => {
    const reply = await caller.send('DELETE', '/users');
    expect([reply.status, reply.body]).toEqual([204, undefined]);
    expect((await caller.get('/users')).body).toEqual([]);
    expect(sandbox.tenant.devices.all()).toEqual([]);
  });
});
