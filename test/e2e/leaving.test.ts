import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { readExposition } from '../support/exposition.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { startTenantFront, type TenantFront } from '../support/tenant-front.js';
import { v1Token } from '../support/v1-token.js';

let sandbox: Sandbox;
let front: TenantFront;
let holdover: RunningHoldover;
let token: string;

beforeEach(async () => {
  sandbox = await startSandbox({ seedUsers: 1 });
  front = await startTenantFront(sandbox.url);
});

afterEach(async () => {
  await holdover.stop();
  await front.close();
  await sandbox.close();
});

async function start(lameDuckMs: number): Promise<void> {
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: front.url,
    HOLDOVER_UPSTREAM_AUDIENCE: `${sandbox.url}/api/v2/`,
    HOLDOVER_UPSTREAM_CLIENT_ID: demoClients.service.clientId,
    HOLDOVER_UPSTREAM_CLIENT_SECRET: demoClients.service.clientSecret,
    HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
    HOLDOVER_LAME_DUCK_MS: String(lameDuckMs),
  });
  token = await v1Token(holdover.http, demoClients.service);
}

interface Told {
  readonly status: number;
  readonly close: boolean;
}

/** The answer, or the code of the error. */
async function ask(path: string, agent: Agent): Promise<Told | string> {
  const request = get(`${holdover.http}${path}`, { agent, headers: { authorization: `Bearer ${token}` } });
  try {
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    await once(answer.resume(), 'end');
    return { status: answer.statusCode ?? 0, close: answer.headers.connection === 'close' };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

async function inFlight(): Promise<number> {
  const { samples } = readExposition(await (await fetch(`${holdover.admin}/metrics`)).text());
  return samples.find(({ name }) => name === 'holdover_in_flight_requests')?.value ?? 0;
}

/**
 * Until it is released, the tenant answers one call after another, so that it does not seem dead; then it answers all.
 */
function holdTenant(): () => void {
  const held: (() => void)[] = [];
  let isHeld = true;
  front.intercept = (call, response) => {
    if (!call.startsWith('GET /api/v2/')) return false;
    const answer = (): void => {
      response.setHeader('content-type', 'application/json');
      response.end('{"user_id":"auth0|1"}');
    };
    if (isHeld) held.push(answer);
    else answer();
    return true;
  };
  const drip = setInterval(() => held.shift()?.(), 100);
  return () => {
    isHeld = false;
    clearInterval(drip);
    for (const answer of held.splice(0)) answer();
  };
}

describe('after SIGTERM', () => {
  test('a thousand requests in flight, and those that keep coming, all succeed', async () => {
    const lameDuckMs = 3_000;
    await start(lameDuckMs);
    const release = holdTenant();
    const agent = new Agent({ keepAlive: true });
    let answeredBefore = 0;
    let isDraining = false;
    // Each asks for another user, because the tenant would answer equal concurrent reads, which become one call, at
    // once.
    const early = Array.from({ length: 1_200 }, async (_, index) => {
      const told = await ask(`/api/users/auth0%7C${String(index)}`, agent);
      if (!isDraining) answeredBefore += 1;
      return told;
    });
    while ((await inFlight()) < 1_000) await delay(20);
    const began = performance.now();
    holdover.signal('SIGTERM');
    while ((await fetch(`${holdover.admin}/readyz`)).status !== 503) await delay(20);
    isDraining = true;
    const late: (Told | string)[] = [];
    const going = Array.from({ length: 10 }, async () => {
      const own = new Agent({ keepAlive: true });
      for (;;) {
        const told = await ask('/api/users/auth0%7Clate', own);
        // The port is closed; a connection that was still in the backlog is reset.
        if (performance.now() - began > lameDuckMs && (told === 'ECONNREFUSED' || told === 'ECONNRESET'))
          return;
        late.push(told);
      }
    });
    release();
    const told = (await Promise.all(early)).map((each) => JSON.stringify(each));
    const kept = told.filter((each) => each === '{"status":200,"close":false}');
    const closed = told.filter((each) => each === '{"status":200,"close":true}');
    expect(kept.length + closed.length).toBe(1_200);
    // Only those that the tenant has answered by then; one may have crossed the signal.
    expect(kept.length).toBeLessThanOrEqual(answeredBefore + 1);
    expect(closed.length).toBeGreaterThanOrEqual(1_000 - 10);
    await Promise.all(going);
    expect(late.length).toBeGreaterThan(10);
    expect(new Set(late.map((told) => JSON.stringify(told)))).toEqual(
      new Set(['{"status":200,"close":true}']),
    );
    expect(await holdover.ended()).toBe(0);
  }, 60_000);

  test('an application that sends its first request three seconds later is still served', async () => {
    await start(3_000);
    const began = performance.now();
    holdover.signal('SIGTERM');
    while ((await fetch(`${holdover.admin}/readyz`)).status !== 503) await delay(20);
    await delay(3_000 - (performance.now() - began));
    const agent = new Agent({ keepAlive: true });
    expect(await ask('/api/users?per_page=1', agent)).toEqual({ status: 200, close: true });
    expect(await holdover.ended()).toBe(0);
  });
});
