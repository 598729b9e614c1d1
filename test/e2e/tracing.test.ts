import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { startCollector, type CollectedSpan, type Collector } from '../support/collector.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { startTenantFront, type TenantFront } from '../support/tenant-front.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const sent = { traceparent: `00-${traceId}-${spanId}-01`, tracestate: 'rojo=1,congo=2' };

let sandbox: Sandbox;
let front: TenantFront;
let collector: Collector;
let user: string;
let bearer: string;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 3 });
  front = await startTenantFront(sandbox.url);
  user = encodeURIComponent(sandbox.tenant.users.all()[0]?.user_id ?? '');
  const claims = {
    iss: `${sandbox.url}/`,
    sub: `${demoClients.service.clientId}@clients`,
    aud: `${sandbox.url}/api/v2/`,
    scope: 'read:users update:users',
  };
  bearer = `Bearer ${await sandbox.issuer.sign(claims, 3_600)}`;
});

beforeEach(async () => {
  collector = await startCollector();
  front.reset();
});

afterEach(() => collector.close());

afterAll(async () => {
  await front.close();
  await sandbox.close();
});

function start(env: Record<string, string>): Promise<RunningHoldover> {
  return startHoldover({
    HOLDOVER_UPSTREAM_URL: front.url,
    HOLDOVER_UPSTREAM_AUDIENCE: `${sandbox.url}/api/v2/`,
    HOLDOVER_TOKEN_KEY: Buffer.alloc(32, 7).toString('base64url'),
    ...env,
  });
}

function startTraced(env: Record<string, string> = {}): Promise<RunningHoldover> {
  return start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env });
}

/** Answers the status, once the whole answer is here. */
async function ask(base: string, path: string, headers: Record<string, string> = sent): Promise<number> {
  const answer = await fetch(`${base}${path}`, { headers: { authorization: bearer, ...headers } });
  await answer.text();
  return answer.status;
}

/** The v1 request of most tests; it makes one v2 call. */
function askUser({ http }: RunningHoldover, headers: Record<string, string> = sent): Promise<number> {
  return ask(http, `/api/users/${user}`, headers);
}

/** The trace context of the last call to the tenant. */
function told(): { traceparent: unknown; tracestate: unknown } {
  const { traceparent, tracestate } = sandbox.calls.at(-1)?.headers ?? {};
  return { traceparent, tracestate };
}

function spansOf(kind: 'server' | 'client'): CollectedSpan[] {
  return collector.spans.filter((span) => span.kind === (kind === 'server' ? 2 : 3));
}

describe('with an OTLP endpoint', () => {
  test('a request is a span of the trace it was sent with, its v2 call is a child, and the tenant receives the context', async () => {
    const holdover = await startTraced({
      OTEL_SERVICE_NAME: 'legacy-door',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=abc',
    });
    expect(await askUser(holdover)).toBe(200);
    const atTenant = told();
    expect(await holdover.stop()).toBe(0);
    const [[server], [client]] = [spansOf('server'), spansOf('client')];
    expect(collector.spans).toHaveLength(2);
    expect(server).toMatchObject({ name: 'GET /api/users/{user_id}', traceId, parentSpanId: spanId });
    expect(server?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/api/users/{user_id}',
      'http.response.status_code': 200,
      'url.scheme': 'http',
      'holdover.route': 'users.get',
      'holdover.caller': 'v2',
      'holdover.upstream_calls': 1,
    });
    expect(client).toMatchObject({ traceId, parentSpanId: server?.spanId });
    expect(client?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(front.url).port),
      'url.template': expect.stringMatching(/^\/api\/v2\/users\/\{\w+\}$/),
    });
    expect(atTenant).toEqual({
      traceparent: `00-${traceId}-${client?.spanId ?? ''}-01`,
      tracestate: sent.tracestate,
    });
    expect(collector.resources[0]).toMatchObject({ 'service.name': 'legacy-door' });
    expect(collector.headers[0]).toMatchObject({ 'x-collector-key': 'abc' });
    const line =
      holdover
        .stdout()
        .split('\n')
        .find((each) => each.includes('users.get')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ traceId });
  }, 30_000);

  test('each attempt of a call is a span, and a request that passes through has one as well', async () => {
    const holdover = await startTraced();
    front.intercept = (_call, response) => {
      front.intercept = () => false;
      response.writeHead(503).end();
      return true;
    };
    expect(await askUser(holdover, {})).toBe(200);
    await ask(holdover.http, '/authorize?email=someone@example.com');
    const atTenant = told();
    expect(await holdover.stop()).toBe(0);
    const [failed, again, through] = spansOf('client');
    expect(failed).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': '503' } });
    expect(failed?.attributes).not.toHaveProperty(['http.request.resend_count']);
    expect(Number(again?.attributes['http.request.resend_count'])).toBe(1);
    expect(again).toMatchObject({ traceId: failed?.traceId, parentSpanId: failed?.parentSpanId });
    const passing = spansOf('server').find(
      ({ attributes }) => attributes['holdover.route'] === 'pass-through',
    );
    expect(passing).toMatchObject({ name: 'GET', traceId });
    expect(through).toMatchObject({ name: 'GET', parentSpanId: passing?.spanId });
    expect(atTenant.traceparent).toBe(`00-${traceId}-${through?.spanId ?? ''}-01`);
    expect(collector.texts.join()).not.toContain('example.com');
    expect(collector.texts.join()).not.toContain(user);
  }, 30_000);

  test('a malformed traceparent begins a new trace', async () => {
    const holdover = await startTraced();
    expect(await askUser(holdover, { ...sent, traceparent: sent.traceparent.toUpperCase() })).toBe(200);
    const atTenant = told();
    expect(await holdover.stop()).toBe(0);
    const [server] = spansOf('server');
    expect(server?.traceId).toMatch(/^[\da-f]{32}$/);
    expect(server?.traceId).not.toBe(traceId);
    expect(server?.parentSpanId ?? '').toBe('');
    expect(atTenant.traceparent).toContain(server?.traceId);
    expect(atTenant.tracestate).toBeUndefined();
  }, 30_000);

  test('a sampler decides what is exported, and the tenant receives its decision', async () => {
    const holdover = await startTraced({ OTEL_TRACES_SAMPLER: 'always_off' });
    expect(await askUser(holdover)).toBe(200);
    expect(await holdover.stop()).toBe(0);
    expect(collector.spans).toEqual([]);
    expect(told().traceparent).toMatch(new RegExp(`^00-${traceId}-(?!${spanId})[\\da-f]{16}-00$`));
  }, 30_000);

  test('an unsupported sampler is reported in the log', async () => {
    const holdover = await startTraced({ OTEL_TRACES_SAMPLER: 'jaeger_remote' });
    await holdover.says('OTEL_TRACES_SAMPLER is none of always_on');
    expect(await holdover.stop()).toBe(0);
  }, 30_000);

  test('a collector that accepts and never answers fails no request, and delays the shutdown by two seconds at most', async () => {
    collector.answer = () => undefined;
    const holdover = await startTraced({ OTEL_BSP_SCHEDULE_DELAY: '50' });
    const statuses = await Promise.all(Array.from({ length: 50 }, () => askUser(holdover)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    const before = performance.now();
    expect(await holdover.stop()).toBe(0);
    // The exporter's own timeout is ten seconds, the processor's thirty.
    expect(performance.now() - before).toBeLessThan(8_000);
  }, 30_000);

  test('an unreachable collector fails no request, and is reported once', async () => {
    const away = await portOfNobody();
    const holdover = await startTraced({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${away}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    expect(await askUser(holdover)).toBe(200);
    await holdover.says('The collector takes no spans');
    expect(await askUser(holdover)).toBe(200);
    expect(await holdover.stop()).toBe(0);
    expect(holdover.stdout().split('The collector takes no spans')).toHaveLength(2);
  }, 30_000);
});

describe('without an OTLP endpoint', () => {
  test('a trace context passes to the tenant unchanged, and its id is in the log', async () => {
    const holdover = await start({});
    expect(await askUser(holdover)).toBe(200);
    expect(told()).toEqual(sent);
    await ask(holdover.http, '/authorize');
    expect(told()).toEqual(sent);
    expect(await askUser(holdover, { traceparent: `${sent.traceparent}-more` })).toBe(200);
    expect(told()).toEqual({ traceparent: undefined, tracestate: undefined });
    expect(await holdover.stop()).toBe(0);
    expect(holdover.stdout().split(`"traceId":"${traceId}"`)).toHaveLength(3);
  }, 30_000);
});

async function portOfNobody(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
