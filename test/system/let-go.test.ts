import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { closedLoop } from '../bench/load/closed-loop.js';
import { startFailingTenant, type FailingTenant } from '../support/failing-tenant.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';

/**
 * Bytes per request that V8 promotes to the old generation: 10 to 150 if answers are released; 7,000 to 12,000 if each
 * request holds the next.
 */
const mostBytes = 4_000;
const requests = 6_000;

let tenant: FailingTenant;
let holdover: RunningHoldover;

beforeEach(async () => {
  tenant = await startFailingTenant();
  const user = JSON.stringify({ user_id: 'auth0|1', app_metadata: { plan: 'gold' } });
  tenant.failWith((response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': user.length }).end(user);
  });
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: tenant.url,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
    NODE_OPTIONS: `--require ${resolve('test/system/trace-collections.cjs')}`,
  });
});

afterEach(async () => {
  await holdover.stop();
  await tenant.stop();
});

test.each([
  ['of v1', '/api/users/auth0%7C'],
  ['that pass through', '/api/v2/users/auth0%7C'],
])(
  'answers %s leave next to nothing that only a full garbage collection frees',
  async (_what, path) => {
    const token = await v1Token(holdover.http, { clientId: 'legacy', clientSecret: 'secret' });
    const head = `Host: a\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    const load = {
      url: holdover.http,
      request: (n: number) => Buffer.from(`GET ${path}${String(n)} HTTP/1.1\r\n${head}`),
      connections: 16,
      seconds: 60,
    };
    await closedLoop(load, requests);
    holdover.signal('SIGUSR2');
    await delay(100);
    await closedLoop(load, requests);
    await delay(100);
    const young = [...holdover.stdout().matchAll(/gc=s .* promoted=(\d+)/g)].map(([, bytes]) =>
      Number(bytes),
    );
    expect(young.length).toBeGreaterThan(5);
    const promoted = young.reduce((sum, bytes) => sum + bytes, 0) / requests;
    process.stdout.write(`${path}: ${promoted.toFixed(0)} bytes of a request\n`);
    expect(promoted).toBeLessThan(mostBytes);
  },
  60_000,
);
