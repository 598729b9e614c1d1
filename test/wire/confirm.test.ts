import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { seedTenant } from '../support/tenant-seed.js';
import { passwords, routeTenant } from './route-tenant.js';

/** Jane, a database user. */
const janeId = 'auth0|5457edea1b8f33391a000004';
const janesPath = `/api/v2/users/${encodeURIComponent(janeId)}`;
const newPassword = 'Chosen-For-Jane-2015';

let stage: SandboxGateway;

beforeAll(async () => {
  stage = await openSandboxGateway();
});

beforeEach(() => {
  seedTenant(stage.sandbox.tenant, { users: routeTenant.users ?? [] });
});

afterAll(() => stage.close());

type Asking = { kind?: 'app' | 'v2'; bearer?: string; at?: SandboxGateway; userId?: string };

async function makeTicket(body: Record<string, unknown> = {}, asking: Asking = {}): Promise<string> {
  const response = await askForTicket(body, asking);
  if (response.status !== 200) throw new Error(await response.text());
  return ((await response.json()) as { ticket: string }).ticket;
}

async function askForTicket(
  body: Record<string, unknown>,
  { kind = 'app', bearer, at = stage, userId = janeId }: Asking = {},
): Promise<Response> {
  return fetch(`${at.http}/api/users/${encodeURIComponent(userId)}/change_password_ticket`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${bearer ?? (await at.bearerOf(kind)) ?? ''}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ newPassword, ...body }),
  });
}

function follow(ticket: string, method = 'GET'): Promise<Response> {
  return fetch(ticket, { method, redirect: 'manual' });
}

async function press(ticket: string): Promise<[number, string]> {
  const response = await follow(ticket, 'POST');
  return [response.status, await response.text()];
}

/** The status of a login with this password. */
async function loginWith(password: string): Promise<number> {
  const { clientId } = demoClients.app;
  const response = await fetch(`${stage.http}/api/users/validate_userpassword`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      connection: 'Username-Password-Authentication',
      username: 'jane@example.com',
      password,
      client_id: clientId,
    }),
  });
  await response.text();
  return response.status;
}

describe('a password ticket with a new password', () => {
  test('is a link to this host in URL-safe characters, and does not show the password', async () => {
    const ticket = await makeTicket();
    expect(ticket).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/holdover\/confirm\/[\w.-]+$/);
    const payload = ticket.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    expect(payload.join()).not.toContain(newPassword);
  });

  test.each(['GET', 'HEAD'])(
    'changes nothing when its page is only opened (%s), however often',
    async (method) => {
      const ticket = await makeTicket();
      stage.takeCalls();
      for (let times = 0; times < 3; times += 1) {
        const response = await follow(ticket, method);
        expect(response.status).toBe(200);
        expect(await response.text()).toMatch(method === 'HEAD' ? /^$/ : /<form method="post">/);
      }
      expect(stage.takeCalls()).toEqual(Array.from({ length: 3 }, () => `GET ${janesPath}`));
      expect(await loginWith(passwords.jane)).toBe(200);
    },
  );

  test('has a page that cannot be framed, cached, sent as a referrer, or run scripts', async () => {
    const { headers } = await follow(await makeTicket());
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; frame-ancestors 'none'$/,
    );
  });

  test('changes the password once when it is confirmed, and never again', async () => {
    const ticket = await makeTicket();
    expect(await press(ticket)).toEqual([200, expect.stringContaining('Your password has been changed.')]);
    expect([await loginWith(newPassword), await loginWith(passwords.jane)]).toEqual([200, 404]);
    const shown = await follow(ticket);
    expect([shown.status, await shown.text()]).toEqual([
      410,
      expect.stringContaining('has been used already'),
    ]);
  });

  test('that is confirmed twenty times at once changes the password once, and every answer is a success', async () => {
    const ticket = await makeTicket();
    stage.takeCalls();
    const pages = await Promise.all(Array.from({ length: 20 }, () => press(ticket)));
    expect(new Set(pages.map(([status]) => status))).toEqual(new Set([200]));
    expect(stage.takeCalls()).toEqual([`GET ${janesPath}`, `PATCH ${janesPath}`]);
  });

  test('redirects to the page that the application asked for', async () => {
    const response = await follow(await makeTicket({ resultUrl: 'https://app.example/done?x=1' }), 'POST');
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      'https://app.example/done?x=1',
    ]);
  });

  test('has a link that can be opened at any length, or is refused when it is created', async () => {
    const made: number[] = [];
    for (let length = 5_000; length < 6_000; length += 1) {
      const response = await askForTicket({ newPassword: 'x'.repeat(length) });
      const { ticket, detail } = (await response.json()) as { ticket?: string; detail?: string };
      if (ticket === undefined) {
        expect([response.status, detail]).toEqual([400, expect.stringMatching(/too long/)]);
        break;
      }
      made.push(length);
      if (ticket.length > 8_100) expect((await follow(ticket)).status).toBe(200);
      else length += Math.floor((8_100 - ticket.length) / 2);
    }
    expect(made.length).toBeGreaterThan(5);
  });

  test('is invalid once the password was changed in another way', async () => {
    const ticket = await makeTicket();
    expect(await press(await makeTicket({ newPassword: 'Another-2015' }))).toEqual([200, expect.anything()]);
    expect(await press(ticket)).toEqual([410, expect.stringContaining('something was changed')]);
    expect(await loginWith('Another-2015')).toBe(200);
  });

  test('says why the tenant refuses the password, without the password, and can be used again', async () => {
    const { connections } = stage.sandbox.tenant;
    const database = connections.byName('Username-Password-Authentication');
    if (database === undefined) throw new Error('The demo has no such database any more.');
    connections.put({ ...database, body: { ...database.body, options: { passwordPolicy: 'good' } } });
    const ticket = await makeTicket({ newPassword: 'zq7' });
    for (let times = 0; times < 2; times += 1) {
      const [status, page] = await press(ticket);
      expect([status, page]).toEqual([400, expect.stringMatching(/password/i)]);
      expect(page).not.toContain('zq7');
    }
    expect(await loginWith(passwords.jane)).toBe(200);
  });

  test('of a deleted user says that the user is gone', async () => {
    const ticket = await makeTicket();
    stage.sandbox.tenant.users.erase(janeId);
    expect(await press(ticket)).toEqual([404, expect.stringContaining('user not found')]);
  });

  test('is invalid for another user who has since got the same user_id', async () => {
    const ticket = await makeTicket();
    stage.sandbox.tenant.users.erase(janeId);
    const answer = await fetch(`${stage.sandbox.url}/api/v2/users`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${(await stage.bearerOf('v2')) ?? ''}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        connection: 'Username-Password-Authentication',
        user_id: janeId.replace('auth0|', ''),
        email: 'somebody-else@example.com',
        password: 'Somebody-Else-2015',
      }),
    });
    expect(answer.status).toBe(201);
    expect(await press(ticket)).toEqual([410, expect.stringContaining('something was changed')]);
  });

  test('changes the password of an identity that was linked to another user', async () => {
    const userId = 'google-oauth2|linked';
    const google = {
      connection: 'google-oauth2',
      provider: 'google-oauth2',
      user_id: 'linked',
      isSocial: true,
    };
    const database = {
      connection: 'Username-Password-Authentication',
      provider: 'auth0',
      user_id: '5457edea1b8f33391a000009',
      isSocial: false,
      profileData: { email: 'jane@example.com' },
    };
    const user = { user_id: userId, email: 'first@example.com', identities: [google, database] };
    seedTenant(stage.sandbox.tenant, { users: [user] });
    const ticket = await makeTicket({}, { userId });
    expect(await press(ticket)).toEqual([200, expect.anything()]);
    expect(await loginWith(newPassword)).toBe(200);
  });

  test('is refused for a v2 token that is too long for a link, and the refusal says what to do', async () => {
    const { issuer, url } = stage.sandbox;
    const claims = {
      sub: 'machine@clients',
      aud: `${url}/api/v2/`,
      scope: 'read:users update:users',
      gty: 'client-credentials',
      padding: 'x'.repeat(4_000),
    };
    const bearer = await issuer.sign(claims, 3_600);
    const response = await askForTicket({}, { bearer });
    const { detail } = (await response.json()) as { detail: string };
    expect([response.status, detail]).toEqual([
      501,
      expect.stringMatching(/too long .* use a token of \/oauth\/token/),
    ]);
  });

  test('works for a caller with a v2 token as well', async () => {
    expect(await press(await makeTicket({}, { kind: 'v2' }))).toEqual([200, expect.anything()]);
  });

  test('that was changed, or is another sealed value, is a 404', async () => {
    const ticket = await makeTicket();
    const token = (await stage.bearerOf('app')) ?? '';
    const base = ticket.slice(0, ticket.lastIndexOf('/') + 1);
    for (const strange of [`${ticket}A`, ticket.replace(/.$/, '~'), base, `${base}${token}`, `${base}%00`]) {
      for (const method of ['GET', 'POST']) expect((await follow(strange, method)).status).toBe(404);
    }
  });

  test('is not accepted as a token', async () => {
    const sealed = (await makeTicket()).split('/').at(-1) ?? '';
    const response = await fetch(`${stage.http}/api/users`, {
      headers: { authorization: `Bearer ${sealed}` },
    });
    expect(response.status).toBe(401);
  });
});

test('a process that does not know of the first use of a ticket refuses the second: the user has changed', async () => {
  const key = { HOLDOVER_TOKEN_KEY: generateTokenKey() };
  const replicas = [
    await openSandboxGateway(key, { shared: stage.sandbox }),
    await openSandboxGateway(key, { shared: stage.sandbox }),
  ];
  try {
    const [ticket = '', sameTicket = ''] = await ticketsAt(replicas);
    expect(await press(ticket)).toEqual([200, expect.anything()]);
    expect(await press(sameTicket)).toEqual([410, expect.anything()]);
  } finally {
    await Promise.all(replicas.map((each) => each.close()));
  }
});

/** One ticket of the first process, as a link to each process. */
async function ticketsAt(replicas: readonly SandboxGateway[]): Promise<string[]> {
  const [first] = replicas;
  const ticket = await makeTicket({}, first === undefined ? {} : { at: first });
  return replicas.map(({ http }) => ticket.replace(first?.http ?? '', http));
}
