import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { STATUS_CODES } from 'node:http';
import { demoClients, demoPassword } from '../../src/sandbox/demo/demo-tenant.js';
import { headerOf, rawExchange, type RawAnswer } from '../support/raw-exchange.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { userToken } from '../support/user-token.js';
import { v1Token } from '../support/v1-token.js';
import { wireRows, type WireRow } from './wire-rows.js';
import { tenantOverHttp, type TenantOverHttp, type V2User } from '../support/tenant-over-http.js';

const connection = 'Username-Password-Authentication';

let holdover: RunningHoldover;
let tenant: TenantOverHttp;
let token: string;
let rows = 0;

beforeAll(async () => {
  holdover = await startHoldover();
  tenant = await tenantOverHttp(holdover.upstream, demoClients.service);
  token = await v1Token(holdover.http, demoClients.app);
});

afterAll(async () => {
  await holdover.stop();
});

describe.each(wireRows)('%s on the wire', (_, table) => {
  test.each(table)('$does', async (row) => {
    const user = await tenant.create({
      connection,
      email: `row+${(rows += 1)}@wire.test`,
      password: 'Row-Passw0rd!',
      app_metadata: { plan: 'gold' },
    });
    const fill = (text: string): string => filled(text, user);
    const [line = '', ...headers] = row.send.map(fill);
    const body = fill(row.body ?? '');
    const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
    const answer = await rawExchange(holdover.http, [`${line} HTTP/1.1`, ...headers, ...length], body);
    expectAnswer(answer, { ...row, answer: filledIn(row.answer, fill) });
    if (row.stored === undefined) return;
    const stored = await tenant.user(user.user_id);
    if (row.stored === null) expect(stored).toBeUndefined();
    else expect(stored).toMatchObject(filledIn(row.stored, fill) as object);
  });
});

describe('the answers to all wire clients', () => {
  test('spell Link exactly, with one rel="next" and no comma, and their links need no token', async () => {
    const lines = ['GET /api/users?per_page=1&search=a,b&access_token={token} HTTP/1.1'];
    const none = await rawExchange(
      holdover.http,
      lines.map((line) => line.replace('{token}', token)),
    );
    expect(headerOf(none, 'Link')).toBeUndefined();
    const first = await rawExchange(holdover.http, [
      `GET /api/users?per_page=1&access_token=${token} HTTP/1.1`,
    ]);
    const link = headerOf(first, 'Link') ?? '';
    const [, url = ''] = /^<(.*)>; rel="next"$/.exec(link) ?? [];
    expect(link).not.toContain(',');
    expect(new URL(url).origin).toBe(holdover.http);
    const { pathname, search } = new URL(url);
    const second = await rawExchange(holdover.http, [
      `GET ${pathname}${search} HTTP/1.1`,
      'Content-Length: 0',
    ]);
    expect(second.status).toBe(200);
    expect(JSON.parse(second.body)).toHaveLength(1);
    expect(second.body).not.toBe(first.body);
  });

  test("accept the user's own token in the body to unlink an identity (.NET)", async () => {
    const max = 'auth0|5457edea1b8f33391a000005';
    const access_token = await userToken(holdover.upstream, {
      username: 'max.mustermann@example.org',
      password: demoPassword,
    });
    const unlink = (userId: string, bearer = access_token): Promise<RawAnswer> => {
      const body = JSON.stringify({
        access_token: bearer,
        user_id: userId,
        clientID: demoClients.app.clientId,
      });
      const length = `Content-Length: ${Buffer.byteLength(body)}`;
      return rawExchange(
        holdover.http,
        ['POST /unlink HTTP/1.1', 'Content-Type: application/json', length],
        body,
      );
    };
    const linked = 'google-oauth2|115015401343387192604';
    expect((await unlink(linked, 'made-up')).status).toBe(401);
    expect(await unlink(linked)).toMatchObject({ status: 200, body: 'OK' });
    const left = (await tenant.user(max))?.['identities'] as { provider: string }[];
    expect(left.map(({ provider }) => provider)).toEqual(['auth0', 'github']);
    expect((await unlink(max)).status).toBe(400);
  });

  test('allow a CORS preflight', async () => {
    const answer = await rawExchange(holdover.http, [
      'OPTIONS /api/users/auth0%7C1/metadata/ HTTP/1.1',
      'Origin: https://docs.test',
      'Access-Control-Request-Method: PATCH',
      'Access-Control-Request-Headers: authorization,content-type',
    ]);
    expect(answer.status).toBeLessThan(300);
    const allowed = Object.fromEntries(
      answer.headers.map(([name, value]) => [name.toLowerCase(), value.toLowerCase()]),
    );
    expect(allowed['access-control-allow-origin']).toMatch(/^(\*|https:\/\/docs\.test)$/);
    expect(allowed['access-control-allow-methods']).toContain('patch');
    expect(allowed['access-control-allow-headers']).toMatch(/authorization/);
    expect(allowed['access-control-allow-headers']).toMatch(/content-type/);
  });

  test('never delete all users (ruby and the explorer can ask for it)', async () => {
    const before = await tenant.users();
    for (const path of ['/api/users', '/api/users/', '/api/users?', '/api/users//']) {
      const answer = await rawExchange(holdover.http, [
        `DELETE ${path} HTTP/1.1`,
        `Authorization: Bearer ${token}`,
      ]);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body).not.toBe('');
    }
    expect(await tenant.users()).toEqual(before);
  });
});

function filled(text: string, user: V2User): string {
  const email = String(user['email']);
  const values: Record<string, string> = {
    '{token}': token,
    '{id}': encodeURIComponent(user.user_id),
    '{raw-id}': user.user_id,
    '{email}': email,
    '{email-encoded}': encodeURIComponent(email),
    '{client}': demoClients.app.clientId,
    '{secret}': demoClients.app.clientSecret,
  };
  return text.replace(/\{[a-z-]+\}/g, (name) => values[name] ?? name);
}

/** Fills in the strings of an expected value, also within jest's matchers. */
function filledIn(value: unknown, fill: (text: string) => string): unknown {
  if (typeof value === 'string') return fill(value);
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return value;
  const copy = (Array.isArray(value) ? [] : Object.create(Object.getPrototypeOf(value) as object)) as Record<
    string,
    unknown
  >;
  for (const [key, inner] of Object.entries(value)) copy[key] = filledIn(inner, fill);
  return copy;
}

function expectAnswer(answer: RawAnswer, { status, type, answer: body }: WireRow): void {
  expect({
    status: answer.status,
    reason: answer.reason,
    type: headerOf(answer, 'Content-Type')?.split(';')[0],
    body: typeof body === 'string' ? answer.body : parsed(answer.body),
  }).toEqual({ status, reason: STATUS_CODES[status], type, body });
  expect(headerOf(answer, 'Content-Length')).toBe(String(Buffer.byteLength(answer.body)));
}

/** The text itself where it is not JSON, for the message of a failed test. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
