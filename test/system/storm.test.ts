import { afterEach, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { startFailingTenant, type FailingTenant } from '../support/failing-tenant.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';

const seconds = 10;
const perSecond = 1_000;

let tenant: FailingTenant;
let holdover: RunningHoldover;

afterEach(async () => {
  await holdover.stop();
  await tenant.stop();
});

test('a thousand requests a second to a tenant that answers 503 cause few calls more than requests, and each is answered', async () => {
  tenant = await startFailingTenant();
  let calls = 0;
  tenant.failWith((response) => {
    calls += 1;
    response.writeHead(503).end();
  });
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: tenant.url,
    HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
  });
  const token = await v1Token(holdover.http, { clientId: 'legacy', clientSecret: 'secret' });
  const agent = new Agent({ keepAlive: true, maxSockets: 400 });
  // Each asks for another user, because equal concurrent reads become one call.
  const ask = async (user: number): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    const request = get(`${holdover.http}/api/users/auth0%7C${String(user)}`, { agent, headers });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    await once(answer.resume(), 'end');
    return answer.statusCode ?? 0;
  };
  // At fixed times, whatever the answers: a client in a loop would ask less, the worse it is served.
  const asked: Promise<number>[] = [];
  const began = performance.now();
  while (asked.length < seconds * perSecond) {
    const due = Math.min(seconds * perSecond, ((performance.now() - began) / 1_000) * perSecond);
    while (asked.length < due) asked.push(ask(asked.length));
    await delay(5);
  }
  const tookS = (performance.now() - began) / 1_000;
  const statuses = new Set(await Promise.all(asked));
  process.stdout.write(`${asked.length} requests in ${tookS.toFixed(1)} s: ${calls} calls\n`);
  agent.destroy();
  expect([...statuses]).toEqual([503]);
  expect(calls).toBeLessThanOrEqual(1.2 * asked.length + 30);
  expect((await fetch(`${holdover.admin}/livez`)).status).toBe(200);
}, 60_000);
