import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { startTenantFront, type TenantFront } from '../support/tenant-front.js';
import { v1Token } from '../support/v1-token.js';

const size = 2_000;

let sandbox: Sandbox;
let stranger: Sandbox;
let front: TenantFront;
let holdover: RunningHoldover;
let token: string;

beforeAll(async () => {
  [sandbox, stranger] = await Promise.all([
    startSandbox({ seedUsers: size, indexLagMs: 500 }),
    startSandbox({ seedUsers: 20 }),
  ]);
  front = await startTenantFront(sandbox.url);
});

afterAll(async () => {
  await holdover.stop();
  await front.close();
  await Promise.all([sandbox.close(), stranger.close()]);
});

const key = generateTokenKey();

async function start(timeoutMs: number): Promise<void> {
  const { clientId, clientSecret } = demoClients.service;
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: front.url,
    HOLDOVER_UPSTREAM_AUDIENCE: `${sandbox.url}/api/v2/`,
    HOLDOVER_TOKEN_KEY: key,
    HOLDOVER_ALLOW_DELETE_ALL_USERS: 'true',
    HOLDOVER_UPSTREAM_TIMEOUT_MS: String(timeoutMs),
  });
  token = await v1Token(holdover.http, { clientId, clientSecret });
}

interface Outcome {
  readonly status: number;
  /** The detail in the answer; empty for 200. */
  readonly detail: string;
  /** The least number of deleted users according to the answer. */
  readonly told: number;
  /** The number of users deleted since the request. */
  readonly gone: number;
}

/** Deletes all users, and calls the function once this many are left. */
async function deleteAll(at = 0, then: () => void = () => undefined): Promise<Outcome> {
  const before = left();
  let done = false;
  front.intercept = (call, response, request) => {
    if (!done && left() <= at) {
      done = true;
      then();
    }
    return interfere(call, response, request);
  };
  const response = await fetch(`${holdover.http}/api/users`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await response.text();
  const detail = response.status === 200 ? '' : (JSON.parse(text) as { detail: string }).detail;
  const told = Number(/At least (\d+)/.exec(detail)?.[1] ?? 0);
  return { status: response.status, detail, told, gone: before - left() };
}

let interfere: TenantFront['intercept'] = () => false;

function left(): number {
  return sandbox.tenant.users.all().length;
}

test('2,000 users are deleted by repeated requests, through a SIGTERM, an outage, a limit and deadlines, each with a truthful answer', async () => {
  const others = stranger.tenant.users.all().length;
  const all = left();
  expect(all).toBeGreaterThanOrEqual(size);

  await start(15_000);
  const ended = await deleteAll(all - 300, () => {
    holdover.signal('SIGTERM');
  });
  expect(ended).toMatchObject({ status: 503, detail: expect.stringContaining('about to end') });
  expect(ended.told).toBeGreaterThanOrEqual(290);
  expect(await holdover.ended()).toBe(0);

  await start(15_000);
  const cut = await deleteAll(all - 700, () => {
    interfere = (_, response) => Boolean(response.destroy());
  });
  interfere = () => false;
  expect(cut).toMatchObject({ status: 503, detail: expect.stringContaining('did not answer') });
  expect(cut.told).toBeLessThanOrEqual(cut.gone + 300);
  await holdover.stop();

  await start(1_500);
  let refusals = 0;
  interfere = (call, response) => {
    if (!call.startsWith('DELETE') || left() > all - 900 || refusals === 3) return false;
    refusals += 1;
    response
      .writeHead(429, { 'retry-after': '1', 'content-type': 'application/json' })
      .end('{"statusCode":429}');
    return true;
  };
  let outcome = await deleteAll();
  let repeated = 0;
  for (; outcome.status !== 200 && repeated < 50; repeated += 1) {
    const reasons = /must not take longer|takes no more calls/;
    expect(outcome).toMatchObject({ status: 503, detail: expect.stringMatching(reasons) });
    outcome = await deleteAll();
  }
  expect(refusals).toBe(3);
  expect(repeated).toBeGreaterThan(0);
  expect(left()).toBe(0);
  expect(stranger.tenant.users.all()).toHaveLength(others);
}, 60_000);
