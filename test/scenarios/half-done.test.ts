import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { loadMap } from '../../src/map/load-map.js';
import type { V1Reply } from '../../src/pipeline/exchange.js';
import { answerV1, type PipelineDeps } from '../../src/pipeline/pipeline.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { Caller } from '../../src/tokens/caller.js';
import { Cancellation } from '../../src/upstream/cancellation.js';
import { startDeadline } from '../../src/upstream/deadline.js';
import { LookupCache } from '../../src/upstream/lookups/lookup-cache.js';
import { createUpstream, type TenantUpstream } from '../../src/upstream/upstream.js';
import { ownTurns } from '../support/own-turns.js';
import { SandboxCaller } from '../support/sandbox.js';
import { steadyBearer } from '../support/steady-bearer.js';
import { startTenantFront, type TenantFront } from '../support/tenant-front.js';
import { seedTenant } from '../support/tenant-seed.js';

/** A request that needs several writes in v2, of which a later one fails after an earlier one was made. */
interface Half {
  readonly route: string;
  readonly title: string;
  readonly caller: 'app' | 'global';
  readonly line: string;
  readonly body: object;
  /** The write that fails, and its number among the calls of this kind. */
  readonly failing: { readonly call: string; readonly nth: number };
  /** What the client is told when v2 has refused the write, and when its outcome is unknown. */
  readonly told: { readonly refused: string; readonly unclear: string };
  /** The state that is left at the tenant. */
  readonly left: object;
}

const acme = 'con_0000000000000005';
const path = `/api/v2/connections/${acme}`;
const many = Array.from({ length: 60 }, (_, n) => `client-${String(n).padStart(2, '0')}`);

const halves: readonly Half[] = [
  {
    route: 'connections.replace',
    title: 'new options, and on: no client is let in',
    caller: 'app',
    line: 'PUT /api/connections/acme',
    body: { options: { a: 2 }, status: true },
    failing: { call: `PATCH ${path}/clients`, nth: 1 },
    told: {
      refused: 'Changed: its options. Not changed: the clients it is on for.',
      unclear: 'Changed: its options. Perhaps changed: the clients it is on for.',
    },
    left: { options: { a: 2 }, on: many },
  },
  {
    route: 'connections.replace',
    title: 'new options, and off: nobody is in it with the old ones',
    caller: 'global',
    line: 'PUT /api/connections/acme',
    body: { options: { a: 2 }, status: false },
    failing: { call: `PATCH ${path}`, nth: 1 },
    told: {
      refused: 'Changed: the clients it is off for. Not changed: its options.',
      unclear: 'Changed: the clients it is off for. Perhaps changed: its options.',
    },
    left: { options: { a: 1 }, on: [] },
  },
  {
    route: 'connections.replace',
    title: 'off for more clients than v2 takes at once, and new options: those stay, and so do the rest',
    caller: 'global',
    line: 'PUT /api/connections/acme',
    body: { options: { a: 2 }, status: false },
    failing: { call: `PATCH ${path}/clients`, nth: 2 },
    told: {
      refused: 'Changed in part: the clients it is off for. Not changed: its options.',
      unclear: 'Changed in part: the clients it is off for. Not changed: its options.',
    },
    left: { options: { a: 1 }, on: many.slice(50) },
  },
];

const json = { 'content-type': 'application/json' };
const refuse =
  (status: number, headers: object = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { ...json, ...headers });
    response.end(JSON.stringify({ statusCode: status, error: 'E', message: 'no', errorCode: 'e' }));
  };

const failures = [
  { failure: '403', fail: refuse(403), as: 'refused' },
  { failure: '429', fail: refuse(429, { 'retry-after': '70' }), as: 'refused' },
  { failure: '500', fail: refuse(500), as: 'unclear' },
  { failure: 'silence', fail: (): void => undefined, as: 'unclear' },
  { failure: 'a reset', fail: (response: ServerResponse): void => void response.destroy(), as: 'unclear' },
] as const;

const settings = { nulls: 'preserve', userMetadataKeys: [] } as const;
const map = loadMap({ folders: ['routes-map'], reshapes, settings, dialect: 'current' });

let sandbox: Sandbox;
let front: TenantFront;
let upstream: TenantUpstream;
let token: string;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 0 });
  front = await startTenantFront(sandbox.url);
  ({ token } = await SandboxCaller.open(sandbox));
});

afterAll(async () => {
  await front.close();
  await sandbox.close();
});

beforeEach(() => {
  // A new upstream, because it remembers that a tenant was slow or limited its calls in an earlier test.
  upstream = createUpstream({ url: front.url });
  reset();
});

function reset(): void {
  const client = { id: acme, name: 'acme', strategy: 'ad', options: { a: 1 }, clients: many };
  seedTenant(sandbox.tenant, {
    clients: [...many, demoClients.app.clientId].map((client_id) => ({ client_id, name: client_id })),
    connections: [client],
  });
  front.reset();
}

afterEach(() => upstream.close());

test('this file covers every entry with several writes, or with a write in chunks', () => {
  const several = map.routes.filter(({ steps }) => {
    const writes = steps.filter((step) => step.kind === 'call' && step.method !== 'GET');
    return writes.length > 1 || writes.some((step) => step.kind === 'call' && step.chunk !== undefined);
  });
  // Only one of their two writes is ever made: their `when` conditions exclude each other.
  const oneOfTwo = ['users.change-password', 'users.change-password-by-email'];
  const tried = new Set(halves.map(({ route }) => route));
  expect(several.map(({ id }) => id)).toEqual([...tried, ...oneOfTwo]);
});

describe.each(halves)('$route: $title', ({ caller, line, body, failing, told, left }) => {
  test.each(failures)('reports the half-done change after $failure', async ({ failure, fail, as }) => {
    let seen = 0;
    front.intercept = (call, response) => {
      if (call !== failing.call || (seen += 1) !== failing.nth) return false;
      fail(response);
      return true;
    };
    const reply = await ask({ caller, line, body }, failure === 'silence' ? 300 : 10_000);
    const { message, ...rest } = reply.body.value as { message: string };
    expect({ status: reply.status, ...rest }).toMatchObject({
      status: 400,
      code: 'half_done',
      error: 'half_done',
    });
    expect(message).toContain(`Only a part of this was done. ${told[as]} `);
    expect(reply.headers['Retry-After']).toBe(failure === '429' ? '70' : undefined);
    expect(reply.outcome.error?.code).toBe('half-done');
    // The failed write is the last call, and was made once.
    expect(seen).toBe(failing.nth);
    expect(front.calls.at(-1)).toBe(failing.call);
    expect(atTenant()).toEqual(left);
  });

  test('stops at the current call when the client disconnects, and cancels that call at once', async () => {
    await ask({ caller, line, body }, 10_000);
    const total = front.calls.length;
    for (let last = 1; last <= total; last += 1) {
      reset();
      const signal = new Cancellation();
      let hungUpAt = 0;
      const heard = new Promise<number>((resolve) => {
        front.intercept = (_call, response) => {
          if (front.calls.length < last) return false;
          response.once('close', () => {
            resolve(performance.now() - hungUpAt);
          });
          hungUpAt = performance.now();
          signal.cancel('client-closed-request');
          return true;
        };
      });
      const reply = await ask({ caller, line, body }, 10_000, signal);
      expect(await heard).toBeLessThan(100);
      expect([499, 400]).toContain(reply.status);
      expect(front.calls).toHaveLength(last);
    }
  });

  test('is completed by a repetition of the request', async () => {
    front.intercept = (call, response) => {
      if (call !== failing.call || failing.nth > 1) return false;
      refuse(500)(response);
      return true;
    };
    await ask({ caller, line, body }, 10_000);
    front.reset();
    expect((await ask({ caller, line, body }, 10_000)).status).toBe(200);
    const { options, status } = body as { options: object; status: boolean };
    const mine = [...many, demoClients.app.clientId];
    expect(atTenant()).toEqual({ options, on: status ? mine : [] });
  });
});

function atTenant(): object {
  const { body, enabledClients } = sandbox.tenant.connections.byName('acme') ?? {};
  return { options: body?.['options'], on: [...(enabledClients ?? [])] };
}

async function ask(
  { caller, line, body }: Pick<Half, 'caller' | 'line' | 'body'>,
  deadlineMs: number,
  signal = new Cancellation(),
): Promise<V1Reply> {
  const [method = '', target = ''] = line.split(' ');
  const who: Caller = { kind: caller, clientId: demoClients[caller].clientId, bearer: steadyBearer(token) };
  const never = (): never => {
    throw new Error('not asked here');
  };
  const tokens: PipelineDeps['tokens'] = {
    open: () => Promise.resolve(who),
    issue: never,
    anonymous: never,
    sealLink: never,
    openLink: never,
    sealTicket: never,
    openTicket: never,
  };
  const stop = startDeadline(signal, deadlineMs);
  const request = { id: 'half', method, path: target, query: '', authorization: 'v1', body, signal };
  const reply = await answerV1(
    { ...request, origin: 'https://v1.example' },
    {
      tokens,
      routes: map.index,
      upstream,
      lookups: new LookupCache(),
      errors: map.errors,
      withRecordLock: ownTurns(),
      settings: { map: settings, lossy: 'silent', switches: new Set() },
    },
  );
  stop();
  return reply;
}
