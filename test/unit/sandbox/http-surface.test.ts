import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients, demoUser } from '../../../src/sandbox/demo/demo-tenant.js';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import type { Sandbox, SandboxCall } from '../../../src/sandbox/sandbox.js';
import { SandboxCaller } from '../../support/sandbox.js';

let now = Date.UTC(2026, 0, 1, 12);
let sandbox: Sandbox;
let caller: SandboxCaller;
const lastCall = (): SandboxCall | undefined => sandbox.calls.at(-1);
const jane = `/users/${encodeURIComponent(demoUser.userId)}`;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 20, now: () => now });
  caller = await SandboxCaller.open(sandbox);
});
afterAll(() => sandbox.close());

test('every answer has the recorded headers', async () => {
  const { headers } = await caller.get(jane);
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(headers.get('cache-control')).toBe(
    'private, no-store, no-cache, must-revalidate, post-check=0, pre-check=0',
  );
  expect(headers.get('x-ratelimit-limit')).toBe('100000');
  expect(headers.get('x-ratelimit-reset')).toBe(String(Math.floor(now / 1000) + 1));
  expect(headers.get('x-powered-by')).toBeNull();
});

test('a validation failure has no rate limit headers, as recorded', async () => {
  const { status, headers } = await caller.send('PATCH', jane, { foo: 1 });
  expect(status).toBe(400);
  expect(headers.get('x-ratelimit-limit')).toBeNull();
});

test('an unknown path is 404, with and without a token', async () => {
  const body = { statusCode: 404, error: 'Not Found', message: 'Not Found' };
  expect(await caller.get('/allusers')).toMatchObject({ status: 404, body });
  expect(await caller.send('DELETE', '/users')).toMatchObject({ status: 404, body });
  expect((await fetch(`${sandbox.url}/api/v2/nothing`)).status).toBe(404);
});

describe('invalid bodies are refused with the messages of v2', () => {
  test.each([
    [
      { method: 'POST', path: '/users' },
      {},
      "Payload validation error: 'Missing required property: connection'.",
    ],
    [
      { method: 'POST', path: '/users' },
      { connection: 'x', foo: 1, bar: 2 },
      "Payload validation error: 'Additional properties not allowed: foo,bar'.",
    ],
    [
      { method: 'POST', path: '/users' },
      { connection: 'x', email: 'nope' },
      "Payload validation error: 'Object didn't pass validation for format email: nope' on property email.",
    ],
    [
      { method: 'POST', path: '/users' },
      { connection: 'x', blocked: 'yes' },
      "Payload validation error: 'Expected type boolean but found type string' on property blocked.",
    ],
    [
      { method: 'POST', path: '/users' },
      { connection: 'x', phone_number: '123' },
      "Payload validation error: 'String does not match pattern ^\\+[0-9]{1,15}$: 123' on property phone_number.",
    ],
    [
      { method: 'POST', path: '/users' },
      { connection: 'x', user_metadata: [] },
      "Payload validation error: 'Expected type object but found type array' on property user_metadata.",
    ],
    [
      { method: 'PATCH', path: jane },
      { verify_password: true },
      'Payload validation error: \'Additional properties not allowed: verify_password (consider storing them in app_metadata or user_metadata. See "Users Metadata" in https://auth0.com/docs/api/v2/changes for more details)\'.',
    ],
    [
      { method: 'POST', path: '/connections' },
      { name: 'under_score', strategy: 'auth0' },
      "Payload validation error: 'String does not match pattern ^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$: under_score' on property name.",
    ],
    [
      { method: 'POST', path: '/connections' },
      { name: 'x', strategy: 'nope' },
      "Payload validation error: 'No enum match for: nope' on property strategy.",
    ],
    [
      { method: 'POST', path: '/connections' },
      { name: 'x', strategy: 'auth0', status: true },
      "Payload validation error: 'Additional properties not allowed: status'.",
    ],
    [
      { method: 'POST', path: '/clients' },
      { name: 'x', client_secret: 'mine' },
      "Payload validation error: 'Additional properties not allowed: client_secret'.",
    ],
    [
      { method: 'POST', path: '/clients' },
      { name: '<b>' },
      "Payload validation error: 'String does not match pattern ^[^<>]+$: <b>' on property name.",
    ],
    [
      { method: 'POST', path: '/tickets/password-change' },
      { email: 'a@example.com' },
      "Payload validation error: 'Missing required property: connection_id'.",
    ],
    [
      { method: 'POST', path: `${jane}/identities` },
      { provider: 'auth0' },
      "Payload validation error: 'Missing required property: user_id'.",
    ],
    [
      { method: 'POST', path: `${jane}/identities` },
      {},
      "Payload validation error: 'Too few properties defined (0), minimum 1'.",
    ],
  ])('%j %j', async ({ method, path }, body, message) => {
    const reply = await caller.send(method, path, body);
    expect(reply.body).toEqual({ statusCode: 400, error: 'Bad Request', message, errorCode: 'invalid_body' });
  });

  test('JSON that does not parse is 400', async () => {
    const response = await fetch(`${sandbox.url}/api/v2/users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${caller.token}`, 'content-type': 'application/json' },
      body: '{"connection":',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: 'Invalid request payload JSON format' });
  });

  test('a body over one megabyte is 413', async () => {
    const reply = await caller.send('POST', '/users', { connection: 'x'.repeat(1_100_000) });
    expect(reply.status).toBe(413);
  });
});

describe('connections', () => {
  async function connectionId(name: string): Promise<string> {
    const { body } = await caller.get(`/connections?name=${name}`);
    return (body as { id: string }[])[0]?.id ?? '';
  }

  test('a malformed id is 400 invalid_uri, an unknown one 404', async () => {
    expect(await caller.get('/connections/nope')).toMatchObject({
      status: 400,
      body: { errorCode: 'invalid_uri' },
    });
    expect(await caller.get('/connections/con_aaaaaaaaaaaaaaaa')).toMatchObject({
      status: 404,
      body: { errorCode: 'inexistent_connection' },
    });
  });

  test('several strategies can be requested at once', async () => {
    const { body } = await caller.get('/connections?strategy=github&strategy=sms&fields=strategy');
    expect((body as { strategy: string }[]).map((one) => one.strategy)).toEqual(['github', 'sms']);
  });

  test('paging past a thousand is refused', async () => {
    const reply = await caller.get('/connections?page=10&per_page=100');
    expect(reply).toMatchObject({ status: 400, body: { errorCode: 'invalid_paging' } });
  });

  test('name, strategy and enabled_clients cannot be patched', async () => {
    const id = await connectionId('github');
    for (const body of [{ name: 'x' }, { strategy: 'sms' }, { enabled_clients: [] }]) {
      const reply = await caller.send('PATCH', `/connections/${id}`, body);
      expect(reply).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } });
    }
  });

  test('a second connection of the same name is a conflict', async () => {
    const reply = await caller.send('POST', '/connections', { name: 'github', strategy: 'github' });
    expect(reply).toMatchObject({
      status: 409,
      body: { message: 'A connection with the same name already exists' },
    });
  });

  test('a list of membership changes with an unknown client changes no membership', async () => {
    const id = await connectionId('facebook');
    const changes = [
      { client_id: demoClients.app.clientId, status: true },
      { client_id: 'unknown', status: true },
    ];
    const reply = await caller.send('PATCH', `/connections/${id}/clients`, changes);
    expect(reply).toMatchObject({ status: 404, body: { errorCode: 'inexistent_client' } });
    const { body } = await caller.get(`/connections/${id}/clients`);
    expect(JSON.stringify(body)).not.toContain(demoClients.app.clientId);
  });

  test('at most fifty memberships can change in one call', async () => {
    const id = await connectionId('facebook');
    const changes = Array.from({ length: 51 }, () => ({
      client_id: demoClients.app.clientId,
      status: false,
    }));
    const reply = await caller.send('PATCH', `/connections/${id}/clients`, changes);
    expect(reply).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } });
  });

  test('the connections of a client are listed by checkpoint', async () => {
    const path = `/clients/${demoClients.ungranted.clientId}/connections?fields=name&take=1`;
    const first = (await caller.get(path)).body as { connections: { name: string }[]; next: string };
    const second = (await caller.get(`${path}&from=${first.next}`)).body as typeof first;
    expect([...first.connections, ...second.connections].map((one) => one.name)).toEqual([
      'Username-Password-Authentication',
      'google-oauth2',
    ]);
    expect(second).not.toHaveProperty('next');
  });

  test('users outside a database cannot be deleted by e-mail', async () => {
    const github = await connectionId('github');
    expect((await caller.send('DELETE', `/connections/${github}/users?email=a@b.example`)).status).toBe(400);
  });
});

describe('tickets can be followed', () => {
  test('a verification ticket verifies once and redirects to its result_url', async () => {
    const li = 'auth0|5457edea1b8f33391a000007';
    const { body } = await caller.send('POST', '/tickets/email-verification', {
      user_id: li,
      result_url: 'https://app.example/done',
    });
    const { ticket } = body as { ticket: string };
    const first = await fetch(ticket, { redirect: 'manual' });
    expect(first.headers.get('location')).toBe('https://app.example/done');
    expect(sandbox.tenant.users.get(li)?.profile['email_verified']).toBe(true);
    expect((await fetch(ticket, { redirect: 'manual' })).status).toBe(400);
  });

  test('a password ticket sets a password until it expires', async () => {
    const max = 'auth0|5457edea1b8f33391a000005';
    const make = async (): Promise<string> => {
      const { body } = await caller.send('POST', '/tickets/password-change', { user_id: max, ttl_sec: 60 });
      return (body as { ticket: string }).ticket;
    };
    const submit = async (ticket: string, password: string): Promise<number> =>
      (await fetch(ticket, { method: 'POST', body: new URLSearchParams({ password }) })).status;
    expect(await submit(await make(), 'Fresh-Password-1')).toBe(200);
    expect(sandbox.tenant.users.passwordIs(max, demoUser.connection, 'Fresh-Password-1')).toBe(true);
    const late = await make();
    now += 61_000;
    expect(await submit(late, 'Late-Password-1')).toBe(400);
    expect(sandbox.tenant.users.passwordIs(max, demoUser.connection, 'Late-Password-1')).toBe(false);
  });

  test('a user outside the database gets no password ticket', async () => {
    const user_id = 'google-oauth2|103547991597142817347';
    const reply = await caller.send('POST', '/tickets/password-change', { user_id });
    expect(reply).toMatchObject({ status: 400, body: { errorCode: 'operation_not_supported' } });
  });
});

test('a job is gone after a day', async () => {
  const { body } = await caller.send('POST', '/jobs/verification-email', { user_id: demoUser.userId });
  const { id } = body as { id: string };
  expect((await caller.get(`/jobs/${id}`)).status).toBe(200);
  now += 86_400_001;
  const fresh = await SandboxCaller.open(sandbox);
  expect((await fresh.get(`/jobs/${id}`)).status).toBe(404);
  caller = fresh;
});

test('a write shows up in the log, and the log is searched in Lucene', async () => {
  await caller.send('PATCH', jane, { app_metadata: { logged: true } });
  const { body } = await caller.get('/logs?q=type:sapi&per_page=1&include_totals=true');
  expect(body).toMatchObject({ start: 0, limit: 1, length: 1, total: 1 });
  expect(body).toMatchObject({ logs: [{ type: 'sapi', details: { request: { method: 'patch' } } }] });
});

test('calls are recorded unchanged, whether answered or refused', async () => {
  await caller.send('POST', '/users?x=%7C', { connection: 'nope' });
  expect(lastCall()).toMatchObject({
    method: 'POST',
    path: '/api/v2/users',
    query: 'x=%7C',
    body: { connection: 'nope' },
    status: 400,
  });
  expect(lastCall()?.headers.authorization).toBe(`Bearer ${caller.token}`);
  await caller.get(jane);
  expect(lastCall()).toMatchObject({ path: `/api/v2${jane}`, body: undefined, status: 200 });
});

test('a rate limit refuses with 429, recovers with time, and sends the number of remaining calls', async () => {
  let clock = Date.UTC(2026, 0, 1);
  const limited = await startSandbox({
    seedUsers: 0,
    now: () => clock,
    rateLimit: { limit: 2, perSecond: 1 },
  });
  try {
    const one = await SandboxCaller.open(limited);
    const statuses = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await one.get('/connections')).status);
    expect(statuses).toEqual([200, 200, 429]);
    clock += 1000;
    const recovered = await one.get('/connections');
    expect(recovered.status).toBe(200);
    expect(recovered.headers.get('x-ratelimit-remaining')).toBe('0');
  } finally {
    await limited.close();
  }
});

test('startSandbox rejects with EADDRINUSE when the port is taken', async () => {
  const port = Number(new URL(sandbox.url).port);
  await expect(startSandbox({ port, seedUsers: 0 })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
