import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { startTenantFront, type TenantFront } from '../support/tenant-front.js';
import { seedTenant } from '../support/tenant-seed.js';
import { userToken } from '../support/user-token.js';
import { routeReplies, tokenOfMax, type RouteReply } from './route-replies.js';
import { targetOf } from './route-requests.js';
import { passwords, routeTenant } from './route-tenant.js';

let sandbox: Sandbox;
let front: TenantFront;
let holdover: SandboxGateway;
const tokens: Record<string, string | undefined> = {};

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 0 });
  front = await startTenantFront(sandbox.url);
  holdover = await openSandboxGateway(
    { HOLDOVER_ALLOW_DELETE_ALL_USERS: 'true' },
    { shared: sandbox, through: front.url },
  );
  for (const kind of ['global', 'app'] as const) tokens[kind] = await holdover.bearerOf(kind);
});

beforeEach(async () => {
  seedTenant(sandbox.tenant, routeTenant);
  front.reset();
  // Otherwise so many failures would open the breaker.
  for (let n = 0; n < 3; n += 1) await callApi('GET', '/api/rules-configs', {});
});

afterAll(async () => {
  await holdover.close();
  await front.close();
  await sandbox.close();
});

const advice = 'Look whether it was made before you send it again.';

/** Lines without a write of which v2 keeps anything: a login, and a write that is deferred until it is confirmed. */
const unwritten: ReadonlySet<string> = new Set([
  'POST /public/api/users/validate_userpassword',
  'POST /api/users/validate_userpassword',
  'POST /api/users/{user_id}/change_password_ticket',
]);
const sweep = 'DELETE /api/users';

const writes = Object.entries(routeReplies).filter(
  ([line]) => !line.startsWith('GET ') && !unwritten.has(line) && line !== sweep,
);

/** Every write of the tenant's API ends so. */
function failWrites(end: (response: ServerResponse) => void): void {
  front.intercept = (call, response) => {
    if (call.startsWith('GET ') || call === 'POST /oauth/token') return false;
    end(response);
    return true;
  };
}

const refuse = (response: ServerResponse): void => {
  response.writeHead(400, { 'content-type': 'application/json' });
  response.end('{"statusCode":400,"error":"Bad Request","message":"No."}');
};

describe('a write whose connection breaks after it was sent is told with the advice to look for it:', () => {
  test.each(writes)('%s', async (line, row) => {
    failWrites((response) => response.destroy());
    const told = await ask(line, row);
    expect(told.sentence).toBe(`The connection to the tenant broke before its answer came. ${advice}`);
    expect([400, 502]).toContain(told.status);
  });
});

describe('a write that the tenant refuses is told without:', () => {
  test.each(writes)('%s', async (line, row) => {
    failWrites(refuse);
    const told = await ask(line, row);
    expect(told.sentence).not.toContain(advice);
    expect(told.status).toBeGreaterThanOrEqual(400);
  });
});

test('the removal of all users says itself how far it came and that it may be repeated', async () => {
  failWrites((response) => response.destroy());
  const { sentence } = await ask(sweep, routeReplies[sweep] ?? fail());
  expect(sentence).toContain('At least 0 of them are done: repeat the request');
  expect(sentence).not.toContain(advice);
});

test('a login that is lost leaves nothing to look for', async () => {
  const line = 'POST /public/api/users/validate_userpassword';
  front.intercept = (call, response) => {
    if (call !== 'POST /oauth/token') return false;
    response.destroy();
    return true;
  };
  const { status, sentence } = await ask(line, routeReplies[line] ?? fail());
  expect([status, sentence]).toEqual([502, 'The connection to the tenant broke before its answer came.']);
});

function fail(): never {
  throw new Error('There is no such line.');
}

async function ask(line: string, row: RouteReply): Promise<{ status: number; sentence: string }> {
  const { method, path, query } = targetOf(line, row);
  const answer = await callApi(method, `${path}${query && `?${query}`}`, row);
  const told = (await answer.json()) as { message: string; statusCode: number };
  expect(told.statusCode).toBe(answer.status);
  return { status: answer.status, sentence: told.message };
}

async function callApi(
  method: string,
  target: string,
  { caller = 'app', body }: Pick<RouteReply, 'caller' | 'body'>,
): Promise<Response> {
  const token = tokens[caller];
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const text = body === undefined ? null : await withToken(JSON.stringify(body));
  return fetch(`${holdover.http}${target}`, { method, headers, body: text });
}

async function withToken(text: string): Promise<string> {
  if (!text.includes(tokenOfMax)) return text;
  const login = { username: 'max@example.com', password: passwords.max };
  return text.replace(tokenOfMax, await userToken(sandbox.url, login));
}
