import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { addMachineClients } from '../support/machine-clients.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { startTenantFront, type TenantFront } from '../support/tenant-front.js';
import { v1Token, type V1Client } from '../support/v1-token.js';

const exchange = 'POST /oauth/token';
const deadlineMs = 1_000;
/** For delays on this machine, which are not the tenant's. */
const graceMs = 2_000;

let sandbox: Sandbox;
let front: TenantFront;
/** Seals v1 tokens, so that the other process meets their clients without a v2 token. */
let minting: RunningHoldover;
let holdover: RunningHoldover;
let env: Record<string, string>;
let client: V1Client;
let token: string;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 3 });
  front = await startTenantFront(sandbox.url);
  env = {
    HOLDOVER_UPSTREAM_URL: front.url,
    HOLDOVER_UPSTREAM_AUDIENCE: `${sandbox.url}/api/v2/`,
    HOLDOVER_UPSTREAM_TIMEOUT_MS: String(deadlineMs),
    HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
  };
  [minting, holdover] = await Promise.all([startHoldover(env), startHoldover(env)]);
});

afterAll(async () => {
  await Promise.all([minting.stop(), holdover.stop()]);
  await front.close();
  await sandbox.close();
});

beforeEach(async () => {
  [client = { clientId: '', clientSecret: '' }] = addMachineClients(sandbox, 1);
  token = await v1Token(minting.http, client);
  front.reset();
});

interface Seen {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Record<string, unknown>;
  readonly tookMs: number;
}

async function see(asking: () => Promise<Response>): Promise<Seen> {
  const start = performance.now();
  const answer = await asking();
  const body = (await answer.json()) as Record<string, unknown>;
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    body,
    tookMs: performance.now() - start,
  };
}

function listUsers(): Promise<Response> {
  return fetch(`${holdover.http}/api/users?per_page=1`, { headers: { authorization: `Bearer ${token}` } });
}

function askToken(): Promise<Response> {
  const { clientId: client_id, clientSecret: client_secret } = client;
  const fields = { grant_type: 'client_credentials', client_id, client_secret };
  return fetch(`${holdover.http}/oauth/token`, { method: 'POST', body: new URLSearchParams(fields) });
}

function answering(status: number, body: string, headers: Record<string, string> = {}) {
  return (response: ServerResponse): void => {
    const type = body.startsWith('{') ? 'application/json' : 'text/html';
    response.writeHead(status, { 'content-type': type, ...headers }).end(body);
  };
}

interface Fault {
  readonly answer: (response: ServerResponse) => void;
  readonly status: number;
  readonly error: string;
  readonly retryAfter?: string;
}

const faults: Record<string, Fault> = {
  hangs: { answer: () => undefined, status: 504, error: 'gateway_timeout' },
  'breaks off': { answer: (response) => response.destroy(), status: 502, error: 'bad_gateway' },
  'answers 500': {
    answer: answering(500, '{"error":"server_error"}'),
    status: 502,
    error: 'bad_gateway',
  },
  'answers 502 with a page': {
    answer: answering(502, '<h1>Bad Gateway</h1>'),
    status: 502,
    error: 'bad_gateway',
  },
  'answers 404 with a page': {
    answer: answering(404, '<!DOCTYPE html><h1>Not Found</h1>'),
    status: 502,
    error: 'bad_gateway',
  },
  'answers 401 with a page': {
    answer: answering(401, '\n<h1>Sign in</h1>'),
    status: 502,
    error: 'bad_gateway',
  },
  'answers 503': { answer: answering(503, '{}'), status: 503, error: 'service_unavailable' },
  'answers 200 with a page': {
    answer: answering(200, '<h1>Welcome</h1>'),
    status: 502,
    error: 'bad_gateway',
  },
  'answers JSON without a token': {
    answer: answering(200, '{"token_type":"Bearer","expires_in":86400}'),
    status: 502,
    error: 'bad_gateway',
  },
  'is over its quota': {
    answer: answering(429, '{"error":"too_many_requests"}', { 'retry-after': '30' }),
    status: 429,
    error: 'too_many_requests',
    retryAfter: '30',
  },
};

describe.each(Object.entries(faults))('a token endpoint that %s', (_what, fault) => {
  // A fresh process: one that has met all faults, which outnumber the successes, would make no exchange for a while.
  beforeAll(async () => {
    await holdover.stop();
    holdover = await startHoldover(env);
  });

  test.each([
    ['a request that needs a v2 token', listUsers],
    ['a request for a v1 token', askToken],
  ])(
    'is reported to %s in time and in v1’s form, and has no effect after it has recovered',
    async (_who, asking) => {
      front.intercept = (call, response) => {
        if (call === exchange) fault.answer(response);
        return call === exchange;
      };
      const { status, retryAfter, body, tookMs } = await see(asking);
      expect({ status, retryAfter, body }).toEqual({
        status: fault.status,
        retryAfter: fault.retryAfter ?? null,
        body: expect.objectContaining({
          error: fault.error,
          error_description: expect.stringMatching(/./),
          statusCode: fault.status,
        }) as unknown,
      });
      expect(tookMs).toBeLessThan(deadlineMs + graceMs);
      front.reset();
      const start = performance.now();
      while ((await see(asking)).status !== 200);
      // A failure is repeated for a second, so that a failing endpoint is not called for every request.
      expect(performance.now() - start).toBeLessThan(deadlineMs + graceMs);
      expect(front.calls.filter((call) => call === exchange)).toHaveLength(1);
    },
  );
});

describe('a token endpoint with an unusual expires_in', () => {
  test.each([
    ['is silent', {}],
    ['says less than nothing', { expires_in: -5 }],
    ['says zero', { expires_in: 0 }],
    ['writes a number as text', { expires_in: '86400' }],
    ['writes nonsense', { expires_in: 'tomorrow' }],
  ])('that %s still gives a token that is used without a renewal', async (_what, life) => {
    const access_token = await v2TokenOf(client);
    front.intercept = (call, response) => {
      if (call !== exchange) return false;
      answering(200, JSON.stringify({ access_token, token_type: 'Bearer', ...life }))(response);
      return true;
    };
    for (const asking of [listUsers, askToken, listUsers]) expect((await see(asking)).status).toBe(200);
    expect(front.calls.filter((call) => call === exchange)).toHaveLength(1);
  });
});

async function v2TokenOf({ clientId, clientSecret }: V1Client): Promise<string> {
  const answer = await fetch(`${sandbox.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      audience: `${sandbox.url}/api/v2/`,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
