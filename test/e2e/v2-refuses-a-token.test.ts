import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { demoClients, demoUser } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { Credentials } from '../../src/tokens/credentials.js';
import { addMachineClients } from '../support/machine-clients.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { startTenantFront, type TenantFront } from '../support/tenant-front.js';
import { v1Token } from '../support/v1-token.js';

const renewal = 'POST /oauth/token';
const connection = 'Username-Password-Authentication';

let sandbox: Sandbox;
let front: TenantFront;
let holdover: RunningHoldover;
/** A client for each test, so that no test meets the pause after another test's forced renewal. */
let token: string;
let asking: Credentials;
/** Tokens that a tenant gives within one second are identical; each test begins some seconds later. */
let tenantAheadMs = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 12, now: () => Date.now() + tenantAheadMs });
  front = await startTenantFront(sandbox.url);
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: front.url,
    HOLDOVER_UPSTREAM_AUDIENCE: `${sandbox.url}/api/v2/`,
    HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
  });
});

afterAll(async () => {
  await holdover.stop();
  await front.close();
  await sandbox.close();
});

beforeEach(async () => {
  const [client = demoClients.app] = addMachineClients(sandbox, 1);
  asking = client;
  token = await v1Token(holdover.http, client);
  tenantAheadMs += 5_000;
  front.reset();
});

/** v2's own words; facts v2, section 4. */
function refuse(response: ServerResponse): true {
  const message = 'Expired token received for JSON Web Token validation';
  response
    .writeHead(401, { 'content-type': 'application/json' })
    .end(JSON.stringify({ statusCode: 401, error: 'Unauthorized', message, attributes: { error: message } }));
  return true;
}

/** Refuses the first bearer of this call, and no other. */
function refuseFirst(refused: string): void {
  let stale: string | undefined;
  front.intercept = (call, response, { headers }) => {
    if (call === refused) stale ??= headers.authorization;
    return stale !== undefined && call === refused && headers.authorization === stale && refuse(response);
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(`${holdover.http}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.text() };
}

describe('a 401 of v2 within a request causes one renewal and one repetition of the call', () => {
  const byEmail = `/api/users/${demoUser.email}/password`;
  const found = 'GET /api/v2/users-by-email';
  const change = `PATCH /api/v2/users/${encodeURIComponent(demoUser.userId)}`;

  test('for the look-up, before the write', async () => {
    refuseFirst(found);
    const answer = await ask('PUT', byEmail, { password: 'New-Passw0rd!', connection });
    expect(answer).toEqual({ status: 200, body: 'OK' });
    expect(front.calls).toEqual([found, renewal, found, change]);
  });

  test('for the write, after the look-up', async () => {
    refuseFirst(change);
    const answer = await ask('PUT', byEmail, { password: 'New-Passw0rd!', connection });
    expect(answer).toEqual({ status: 200, body: 'OK' });
    expect(front.calls).toEqual([found, change, renewal, change]);
  });

  test('for a creation, which is made once', async () => {
    const create = 'POST /api/v2/users';
    refuseFirst(create);
    const email = 'created-once@refusals.test';
    const before = sandbox.tenant.users.all().length;
    const answer = await ask('POST', '/api/users', { connection, email, password: 'New-Passw0rd!' });
    expect(answer.status).toBe(200);
    expect(front.calls).toEqual([create, renewal, create]);
    expect(sandbox.tenant.users.all()).toHaveLength(before + 1);
  });

  test('for the second write, without a repetition of the first', async () => {
    const { connections } = sandbox.tenant;
    const record = connections.byName(connection);
    if (record === undefined) throw new Error('The demo has no such connection.');
    const { id } = connections.put({ ...record, enabledClients: new Set([asking.clientId]) });
    const [first, second] = [`PATCH /api/v2/connections/${id}/clients`, `PATCH /api/v2/connections/${id}`];
    refuseFirst(second);
    const options = { passwordPolicy: 'good' };
    const answer = await ask('PUT', `/api/connections/${connection}`, { options, status: false });
    expect(answer.status).toBe(200);
    expect(front.calls.filter((call) => call === first)).toHaveLength(1);
    expect(front.calls.slice(-3)).toEqual([second, renewal, second]);
  });
});

describe('a v2 that refuses every token', () => {
  const list = 'GET /api/v2/users';

  test('is called twice, and the client receives an error in v1’s form', async () => {
    front.intercept = (call, response) => call === list && refuse(response);
    const answer = await ask('GET', '/api/users?per_page=1');
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'bad_gateway', statusCode: 502 });
    expect(front.calls).toEqual([list, renewal, list]);
  });

  test('does not cause a renewal for every request, but one per second at most', async () => {
    front.intercept = (call, response) => call === list && refuse(response);
    const start = performance.now();
    for (let request = 0; request < 20; request += 1) await ask('GET', '/api/users?per_page=1');
    const tookS = (performance.now() - start) / 1_000;
    expect(front.calls.filter((call) => call === renewal).length).toBeLessThanOrEqual(tookS + 1);
  });

  test('is used again as soon as it accepts a token', async () => {
    front.intercept = (call, response) => call === list && refuse(response);
    expect((await ask('GET', '/api/users?per_page=1')).status).toBe(502);
    front.reset();
    expect((await ask('GET', '/api/users?per_page=1')).status).toBe(200);
  });
});
