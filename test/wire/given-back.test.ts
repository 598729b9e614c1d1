import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { seedTenant } from '../support/tenant-seed.js';
import { userToken } from '../support/user-token.js';
import { passwords, routeTenant, there } from './route-tenant.js';

/** The features that v2 dropped and holdover restores, by their final effect at the tenant. */
let stage: SandboxGateway;

beforeAll(async () => {
  stage = await openSandboxGateway();
});

beforeEach(() => {
  seedTenant(stage.sandbox.tenant, { users: routeTenant.users ?? [] });
  stage.sandbox.tenant.mails.length = 0;
});

afterAll(() => stage.close());

const jane = { username: 'jane@example.com', password: passwords.jane };
const janePath = `/api/users/${encodeURIComponent(there['user_id'] ?? '')}`;

async function ask(line: string, body: object = {}, kind: 'app' | 'v2' = 'app'): Promise<number> {
  const [method = '', path = ''] = line.split(' ');
  const response = await fetch(`${stage.http}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${(await stage.bearerOf(kind)) ?? ''}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  await response.text();
  return response.status;
}

describe('a refresh token', () => {
  async function grant(fields: Record<string, string>): Promise<Record<string, unknown>> {
    const { clientId: client_id, clientSecret: client_secret } = demoClients.app;
    const response = await fetch(`${stage.sandbox.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id, client_secret, ...fields }),
    });
    return (await response.json()) as Record<string, unknown>;
  }

  const refresh = (token: string) => grant({ grant_type: 'refresh_token', refresh_token: token });

  test('that is revoked by its value is invalid, and another one stays valid', async () => {
    const login = { grant_type: 'password', scope: 'openid offline_access', ...jane };
    const [lost, kept] = [await grant(login), await grant(login)].map((each) =>
      String(each['refresh_token']),
    );
    expect(await refresh(lost ?? '')).toHaveProperty('access_token');
    expect(await ask(`DELETE ${janePath}/refresh_tokens/${lost ?? ''}`)).toBe(200);
    expect(await refresh(lost ?? '')).toMatchObject({ error: 'invalid_grant' });
    expect(await refresh(kept ?? '')).toHaveProperty('access_token');
  });
});

describe('a password change', () => {
  const newPassword = 'Somebody-Typed-This-2015';
  const byEmail = { email: 'jane@example.com', connection: 'Username-Password-Authentication' };

  function works(password: string): Promise<boolean> {
    return userToken(stage.sandbox.url, { ...jane, password }).then(
      () => true,
      () => false,
    );
  }

  test.each([
    ['by id', janePath, {}],
    ['by e-mail address', '/api/users/jane@example.com', byEmail],
  ])('with verify (%s) mails the user and changes nothing', async (_, path, more) => {
    expect(await ask(`PUT ${path}/password`, { password: newPassword, verify: true, ...more })).toBe(200);
    expect(stage.sandbox.tenant.mails).toEqual([
      expect.objectContaining({ kind: 'password_change', to: 'jane@example.com', userId: there['user_id'] }),
    ]);
    expect([await works(passwords.jane), await works(newPassword)]).toEqual([true, false]);
  });

  test.each([
    ['by id', janePath, {}],
    ['by e-mail address', '/api/users/jane@example.com', byEmail],
  ])('without verify (%s) takes effect at once, without a mail', async (_, path, more) => {
    expect(await ask(`PUT ${path}/password`, { password: newPassword, ...more })).toBe(200);
    expect(stage.sandbox.tenant.mails).toEqual([]);
    expect([await works(passwords.jane), await works(newPassword)]).toEqual([false, true]);
  });
});

test('a user who is deleted twice is a 404 the second time', async () => {
  expect([await ask(`DELETE ${janePath}`), await ask(`DELETE ${janePath}`)]).toEqual([200, 404]);
});

test('a password ticket becomes invalid with the tokens of the client that created it', async () => {
  const response = await fetch(`${stage.http}${janePath}/change_password_ticket`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${(await stage.bearerOf('app')) ?? ''}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ newPassword: 'Chosen-2015' }),
  });
  const { ticket } = (await response.json()) as { ticket: string };
  const status = async (method: string) => (await fetch(ticket, { method })).status;
  expect(await status('GET')).toBe(200);
  await stage.revoke({ client_id: demoClients.app.clientId });
  expect([await status('GET'), await status('POST')]).toEqual([404, 404]);
});
