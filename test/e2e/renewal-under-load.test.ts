import { afterEach, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';

const lifeS = 2;
/** More at a time would only wait in holdover's queue, on a slow machine longer than the lifetime of a token. */
const workers = 24;

let sandbox: Sandbox | undefined;
let holdover: RunningHoldover | undefined;

afterEach(async () => {
  await holdover?.stop();
  await sandbox?.close();
});

interface Load {
  readonly perSecond: number;
  readonly requests: number;
}

/** Sends each request when it is due, or as soon as a worker is free. Answers how often each status occurred. */
async function run({ perSecond, requests }: Load, send: () => Promise<number>): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  const start = performance.now();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < requests) {
      const dueInMs = start + (next++ * 1_000) / perSecond - performance.now();
      if (dueInMs > 0) await delay(dueInMs);
      const status = await send();
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return statuses;
}

/** The sandbox keeps only its last thousand calls. */
function tokenCallsOf({ calls }: Sandbox): () => number {
  let count = 0;
  const push = calls.push.bind(calls);
  calls.push = (...more) => {
    count += more.filter(({ path }) => path === '/oauth/token').length;
    return push(...more);
  };
  return () => count;
}

function statusOf(url: string, options: { agent: Agent; headers: Record<string, string> }): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, options, (answer) => {
      answer.resume().on('end', () => {
        resolve(answer.statusCode ?? 0);
      });
    })
      .on('error', reject)
      .end();
  });
}

describe('v2 tokens with a lifetime of two seconds', () => {
  test.each<[string, number, Load]>([
    ['right', 0, { perSecond: 500, requests: 2_500 }],
    ['an hour ahead', 3_600, { perSecond: 100, requests: 400 }],
    ['an hour behind', -3_600, { perSecond: 100, requests: 400 }],
  ])(
    'are renewed without an effect on clients, where the tenant’s clock is %s',
    async (_what, aheadS, load) => {
      sandbox = await startSandbox({
        seedUsers: 3,
        tokenLifetimeSeconds: lifeS,
        now: () => Date.now() + aheadS * 1_000,
      });
      holdover = await startHoldover({
        HOLDOVER_UPSTREAM_URL: sandbox.url,
        HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
      });
      const token = await v1Token(holdover.http, demoClients.app);
      let asked = 0;
      // Each asks for another page, because equal reads would become few calls.
      const { http } = holdover;
      const url = (): string => `${http}/api/users?per_page=1&page=${String(asked++ % 100)}`;
      const agent = new Agent({ keepAlive: true });
      const tokenCalls = tokenCallsOf(sandbox);
      const start = performance.now();
      const statuses = await run(load, () =>
        statusOf(url(), { agent, headers: { authorization: `Bearer ${token}` } }),
      );
      const tookS = (performance.now() - start) / 1_000;
      agent.destroy();
      expect([...statuses]).toEqual([[200, load.requests]]);
      expect(tokenCalls()).toBeGreaterThanOrEqual(2);
      expect(tokenCalls()).toBeLessThanOrEqual(2 * tookS + 2);
    },
    90_000,
  );
});
