import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runInNewContext } from 'node:vm';
import { demoClients, demoUser } from '../../src/sandbox/demo/demo-tenant.js';
import { headerOf, rawExchange } from '../support/raw-exchange.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { tenantOverHttp, type TenantOverHttp } from '../support/tenant-over-http.js';
import { v1Token } from '../support/v1-token.js';

let holdover: RunningHoldover;
let tenant: TenantOverHttp;
let token: string;

beforeAll(async () => {
  holdover = await startHoldover();
  tenant = await tenantOverHttp(holdover.upstream, demoClients.service);
  token = await v1Token(holdover.http, demoClients.global);
});

afterAll(async () => {
  await holdover.stop();
});

test('a script of 2016 reads log pages until an empty one, beyond what v2 lists', async () => {
  const page = async (number: number): Promise<{ logs: { client_id: string; type: string }[] }> => {
    const answer = await rawExchange(holdover.http, [
      `GET /api/logs?page=${number}&per_page=20&sort%3A1=&fields=client_id%2Ctype&exclude_fields=false&search=type%3A%22s%22 HTTP/1.1`,
      `authorization: Bearer ${token}`,
      'content-type: application/json',
    ]);
    expect(answer.status).toBe(200);
    return JSON.parse(answer.body) as { logs: { client_id: string; type: string }[] };
  };
  const seen: unknown[] = [];
  for (let number = 0; ; number += 1) {
    const { logs } = await page(number);
    if (logs.length === 0) break;
    seen.push(...logs);
  }
  const logins = (await tenant.logs()).filter(({ type }) => type === 's');
  expect(seen).toHaveLength(logins.length);
  expect(seen[0]).toEqual({ _id: expect.any(String), client_id: demoClients.app.clientId, type: 's' });
  expect((await page(50)).logs).toEqual([]);
});

test('ruby sends a content type without a body, and reads the log as a bare array', async () => {
  const answer = await rawExchange(holdover.http, [
    'GET /api/logs?take=2&from= HTTP/1.1',
    'Content-Type: application/json',
    `Authorization: Bearer ${token}`,
  ]);
  const [first, second] = await tenant.logs();
  expect(JSON.parse(answer.body)).toMatchObject([{ _id: first?.log_id }, { _id: second?.log_id }]);
  expect(headerOf(answer, 'Content-Type')).toBe('application/json; charset=utf-8');
});

test('one log entry by id equals the one in the list', async () => {
  const [entry] = await tenant.logs();
  const answer = await rawExchange(holdover.http, [
    `GET /api/logs/${entry?.log_id ?? ''}/?access_token=${token} HTTP/1.1`,
  ]);
  const { log_id: id, ...rest } = entry ?? {};
  expect(JSON.parse(answer.body)).toEqual({ ...rest, _id: id });
});

test('auth0.js without CORS gets the log as a script that calls its function, also for a refusal', async () => {
  const script = async (query: string): Promise<unknown> => {
    const target = `/api/users/${encodeURIComponent(demoUser.userId)}?${query}&cbx=__jp0`;
    const answer = await rawExchange(holdover.http, [`GET ${target} HTTP/1.1`]);
    expect(answer.status).toBe(200);
    expect(headerOf(answer, 'Content-Type')).toBe('application/javascript; charset=utf-8');
    expect(headerOf(answer, 'X-Content-Type-Options')).toBe('nosniff');
    const called: unknown[] = [];
    runInNewContext(answer.body, { __jp0: (given: unknown) => called.push(given) });
    expect(called).toHaveLength(1);
    return JSON.parse(JSON.stringify(called[0]));
  };
  expect(await script(`access_token=${token}`)).toMatchObject({
    status: 200,
    user: { user_id: demoUser.userId, email: demoUser.email, plan: 'gold' },
  });
  expect(await script('access_token=made-up')).toEqual({
    status: 401,
    error: 'The access token is not valid.',
  });
});

test('HEAD of the log has the header fields of GET', async () => {
  const ask = (method: string): ReturnType<typeof rawExchange> =>
    rawExchange(holdover.http, [`${method} /api/logs?take=3&access_token=${token} HTTP/1.1`]);
  const [head, get] = [await ask('HEAD'), await ask('GET')];
  expect(head).toMatchObject({ status: 200, body: '' });
  expect(headerOf(head, 'Content-Length')).toBe(String(Buffer.byteLength(get.body)));
});
