import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../src/errors/gateway-error.js';
import { fail } from '../../src/pipeline/refusals/fail.js';
import { jsonReply, openStage, type Stage } from './stage.js';
import { startRawTenant, type RawTenant } from './raw-tenant.js';

let stage: Stage;
let tenant: RawTenant;

beforeAll(async () => {
  tenant = await startRawTenant((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK'));
  stage = await openStage({
    upstreamUrl: tenant.url,
    migration: {
      deprecatedAt: Date.UTC(2016, 9, 1),
      sunsetAt: Date.UTC(2027, 2, 31),
      guide: 'https://wiki.example.com/v1',
    },
    answer: ({ path }) =>
      Promise.resolve(
        path === '/api/users'
          ? jsonReply([], { Link: '<http://h/api/users?page=1>; rel="next"' })
          : path === '/api/clients/none'
            ? fail(new GatewayError('step-missing'), {
                rows: new Map(),
                byErrorCode: new Map(),
                byStatus: new Map(),
              })
            : jsonReply({}),
      ),
  });
});

afterAll(async () => {
  await stage.close();
  await tenant.close();
});

const told = { deprecation: '@1475280000', sunset: 'Wed, 31 Mar 2027 00:00:00 GMT' };

async function headersOf(path: string, init: RequestInit = {}): Promise<Record<string, string>> {
  const answer = await fetch(stage.http + path, init);
  await answer.text();
  return Object.fromEntries(answer.headers);
}

describe('the Deprecation and Sunset headers are sent', () => {
  test.each<[string, string, RequestInit]>([
    ['a list', '/api/users', {}],
    ['one record', '/api/users/auth0%7C1', {}],
    ['its head alone', '/api/users/auth0%7C1', { method: 'HEAD' }],
    [
      'a write',
      '/api/users/auth0%7C1/email',
      { method: 'PUT', headers: { authorization: 'Bearer x' }, body: '{}' },
    ],
    ['a refusal of the pipeline', '/api/clients/none', {}],
    ['a write without a token', '/api/users', { method: 'POST', body: '{}' }],
    ['a path that v1 never had', '/api/users/1/2/3/4', {}],
    ['a method that v1 never had there', '/api/clients', { method: 'DELETE' }],
    ['a path that cannot be read', '/api/users/%ff', {}],
    [
      'a v1 token',
      '/oauth/token',
      { method: 'POST', body: tokenRequest({ client_id: 'a', client_secret: 'b' }) },
    ],
    ['a v1 token refused', '/oauth/token', { method: 'POST', body: tokenRequest({}) }],
  ])('with %s', async (_what, path, init) => {
    expect(await headersOf(path, init)).toMatchObject(told);
  });

  test('with pages, whose Link still leads to the next page and to nothing else', async () => {
    expect((await headersOf('/api/users'))['link']).toBe('<http://h/api/users?page=1>; rel="next"');
  });

  test('with one record, and with a write, together with a link to the v2 successor', async () => {
    const link = '</api/v2/users>; rel="successor-version", <https://wiki.example.com/v1>; rel="deprecation"';
    expect((await headersOf('/api/users/auth0%7C1'))['link']).toBe(link);
  });

  test('to pages in a browser, and exposed to scripts', async () => {
    const headers = await headersOf('/api/users', { headers: { origin: 'https://app.example.com' } });
    expect(headers['access-control-expose-headers']).toMatch(/Deprecation, Sunset/);
  });

  test.each([
    ['v2', '/api/v2/users'],
    ['anything else of the tenant', '/userinfo'],
    ['a token for v2', '/oauth/token'],
  ])('only for v1, and not with %s', async (what, path) => {
    const init = what === 'a token for v2' ? { method: 'POST', body: tokenRequest({ audience: 'v2' }) } : {};
    const headers = await headersOf(path, init);
    expect([headers['deprecation'], headers['sunset'], headers['link']]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

function tokenRequest(more: Record<string, string>): URLSearchParams {
  return new URLSearchParams({ grant_type: 'client_credentials', ...more });
}
