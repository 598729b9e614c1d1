import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { addMachineClients } from '../support/machine-clients.js';
import { startHoldover } from '../support/running-holdover.js';
import { startTenantFront, type TenantFront } from '../support/tenant-front.js';
import { v1Token, type V1Client } from '../support/v1-token.js';

const tokenCall = 'POST /oauth/token';
const requests = 1_000;

let sandbox: Sandbox;
let front: TenantFront;
let env: Record<string, string>;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 3 });
  front = await startTenantFront(sandbox.url);
  env = {
    HOLDOVER_UPSTREAM_URL: front.url,
    HOLDOVER_UPSTREAM_AUDIENCE: `${sandbox.url}/api/v2/`,
    HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
  };
});

afterAll(async () => {
  await front.close();
  await sandbox.close();
});

/** A process without v2 tokens, while the function runs. */
async function withHoldover<T>(use: (base: string) => Promise<T>): Promise<T> {
  const holdover = await startHoldover(env);
  try {
    return await use(holdover.http);
  } finally {
    await holdover.stop();
  }
}

/** One request for each client in turn, all at the same time. */
function together<T, R>(each: readonly T[], request: (one: T) => Promise<R>): Promise<R[]> {
  return Promise.all(
    Array.from({ length: requests / each.length }, () => each)
      .flat()
      .map(request),
  );
}

async function listUsers(base: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${base}/api/users?per_page=1`, { headers });
  await answer.text();
  return answer.status;
}

describe('1,000 concurrent first requests of 20 clients', () => {
  let clients: V1Client[];

  beforeAll(() => {
    clients = addMachineClients(sandbox, 20);
  });

  test('cause 20 calls for v2 tokens when they bring v1 tokens', async () => {
    const tokens = await withHoldover((base) => Promise.all(clients.map((client) => v1Token(base, client))));
    front.reset();
    const statuses = await withHoldover((base) => together(tokens, (token) => listUsers(base, token)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(front.calls.filter((call) => call === tokenCall)).toHaveLength(20);
    // Equal concurrent reads of a client can become one call.
    expect(front.calls.length).toBeLessThanOrEqual(requests + 20);
  }, 90_000);

  test('cause 20 calls for v2 tokens when they ask for v1 tokens', async () => {
    front.reset();
    const tokens = await withHoldover((base) => together(clients, (client) => v1Token(base, client)));
    expect(new Set(tokens).size).toBe(requests);
    expect(front.calls).toEqual(Array.from({ length: 20 }, () => tokenCall));
  }, 90_000);
});
