import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GatewayError } from '../../src/errors/gateway-error.js';
import { readExposition, type Exposition, type Sample } from '../support/exposition.js';
import { jsonReply, openStage, type Stage } from './stage.js';

let stage: Stage | undefined;

afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function open(more: Partial<Parameters<typeof openStage>[0]> = {}): Promise<Stage> {
  stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9', ...more });
  return stage;
}

async function metricsOf({ admin }: Stage): Promise<Exposition> {
  const answer = await fetch(`${admin}/metrics`);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return readExposition(await answer.text());
}

function samplesOf({ samples }: Exposition, name: string): Omit<Sample, 'name'>[] {
  return samples.filter((each) => each.name === name).map(({ labels, value }) => ({ labels, value }));
}

async function ask({ http }: Stage, path: string, init: RequestInit = {}): Promise<void> {
  const headers = { authorization: 'Bearer x' };
  await (await fetch(http + path, { headers, ...init })).text();
}

describe('/metrics', () => {
  test('counts what the access log line has: entry, status class, caller, v2 calls, losses', async () => {
    const reply = jsonReply([]);
    const outcome = { ...reply.outcome, calls: 3, lossy: ['search-index', 'last-client'] };
    const served = await open({ answer: () => Promise.resolve({ ...reply, outcome }) });
    await ask(served, '/api/users/auth0%7C1');
    await ask(served, '/api/users/auth0%7C2');
    await ask(served, '/api/users/a/b/c');
    await served.line({ route: 'route-unknown' });
    const told = await metricsOf(served);
    expect(samplesOf(told, 'holdover_requests_total')).toEqual([
      { labels: { route: 'users.get', status_class: '2xx', caller: 'app' }, value: 2 },
      { labels: { route: 'route-unknown', status_class: '2xx', caller: 'app' }, value: 1 },
    ]);
    expect(samplesOf(told, 'holdover_upstream_calls_total')).toContainEqual({
      labels: { route: 'users.get' },
      value: 6,
    });
    expect(samplesOf(told, 'holdover_lossy_replies_total')).toContainEqual({
      labels: { route: 'users.get', loss: 'search-index' },
      value: 2,
    });
    expect(samplesOf(told, 'holdover_request_duration_seconds_count')).toContainEqual({
      labels: { route: 'users.get' },
      value: 2,
    });
  });

  test('counts a v1 token under the kind of its client', async () => {
    const served = await open();
    const fields = { client_id: 'a', client_secret: 'b', grant_type: 'client_credentials' };
    await ask(served, '/oauth/token', { method: 'POST', body: new URLSearchParams(fields) });
    await served.line({ route: 'token', caller: 'global' });
    expect(samplesOf(await metricsOf(served), 'holdover_requests_total')).toEqual([
      { labels: { route: 'token', status_class: '2xx', caller: 'global' }, value: 1 },
    ]);
  });

  test('counts the v2 calls of a confirmation that fails', async () => {
    const served = await open({
      confirm: (_sealed, { onCall }) => {
        onCall();
        onCall();
        return Promise.reject(new GatewayError('outcome-unknown'));
      },
    });
    await ask(served, '/holdover/confirm/sealed', { method: 'POST' });
    await served.line({ route: 'confirm', upstreamCalls: 2, error: 'outcome-unknown' });
    expect(samplesOf(await metricsOf(served), 'holdover_upstream_calls_total')).toEqual([
      { labels: { route: 'confirm' }, value: 2 },
    ]);
  });

  test('counts what Node refuses, and a CONNECT, each of which also has its log line', async () => {
    const served = await open();
    for (const text of ['nonsense\r\n\r\n', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n']) {
      const client = await served.connect();
      client.send(text);
      await client.closed();
    }
    await served.line({ route: 'refused', status: 400, parser: 'HPE_INVALID_METHOD' });
    await served.line({ route: 'refused', status: 405, method: 'CONNECT' });
    expect(samplesOf(await metricsOf(served), 'holdover_requests_total')).toMatchObject([
      { labels: { route: 'refused', status_class: '4xx' }, value: 2 },
    ]);
  });

  test('counts no loss for a reply that is a refusal, nor does the log name one', async () => {
    const reply = jsonReply({ error: 'x' });
    const outcome = { ...reply.outcome, lossy: ['search-index'] };
    const served = await open({ answer: () => Promise.resolve({ ...reply, status: 404, outcome }) });
    await ask(served, '/api/users/auth0%7C1');
    expect(await served.line({ route: 'users.get' })).not.toHaveProperty('lossy');
    expect(samplesOf(await metricsOf(served), 'holdover_lossy_replies_total')).toEqual([]);
  });

  test('reports what runs, and what is in flight', async () => {
    let release = (): void => undefined;
    const waited = new Promise<void>((resolve) => (release = resolve));
    const served = await open({ answer: () => waited.then(() => jsonReply([])) });
    const asked = ask(served, '/api/users');
    while (samplesOf(await metricsOf(served), 'holdover_in_flight_requests')[0]?.value !== 1);
    release();
    await asked;
    const told = await metricsOf(served);
    expect(samplesOf(told, 'holdover_build_info')).toEqual([
      { labels: { version: '0.0.0', node: process.version }, value: 1 },
    ]);
  });

  test('reports the state of what the replicas share', async () => {
    let sharedState: 'ok' | 'away' = 'ok';
    const served = await open({ sharedState: () => sharedState });
    const told = async () =>
      samplesOf(await metricsOf(served), 'holdover_shared_state')
        .filter(({ value }) => value === 1)
        .map(({ labels }) => labels['state']);
    expect(await told()).toEqual(['ok']);
    sharedState = 'away';
    expect(await told()).toEqual(['away']);
  });

  test('uses base units in names, and declares the type of each family', async () => {
    const { types } = await metricsOf(await open());
    expect(Object.fromEntries(types)).toEqual({
      holdover_requests_total: 'counter',
      holdover_shed_requests_total: 'counter',
      holdover_brownout_refusals_total: 'counter',
      holdover_shadow_differences_total: 'counter',
      holdover_shadow_left_out_total: 'counter',
      holdover_shadow_reads_total: 'counter',
      holdover_shadow_unwritten_lines_total: 'counter',
      holdover_event_loop_lag_seconds: 'gauge',
      holdover_request_duration_seconds: 'histogram',
      holdover_lossy_replies_total: 'counter',
      holdover_lookups_total: 'counter',
      holdover_tokens_total: 'counter',
      holdover_upstream_calls_total: 'counter',
      holdover_in_flight_requests: 'gauge',
      holdover_build_info: 'gauge',
      holdover_shared_state: 'gauge',
      holdover_upstream_coalesced_total: 'counter',
      holdover_upstream_retries_total: 'counter',
      holdover_upstream_refusals_total: 'counter',
      holdover_upstream_paced_calls_total: 'counter',
      holdover_upstream_wait_seconds: 'histogram',
      holdover_upstream_waiting_calls: 'gauge',
      holdover_upstream_breaker_state: 'gauge',
    });
  });

  test('grows with the map and not with the paths, methods and names that clients send', async () => {
    const served = await open();
    const segments = fc.array(fc.webSegment(), { maxLength: 3 });
    const methods = fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH');
    const starts = fc.constantFrom('/api', '/api/users', '/', '/api/rules');
    for (const [method, start, rest] of fc.sample(fc.tuple(methods, starts, segments), 300))
      await ask(served, [start, ...rest].join('/'), { method });
    const { samples } = await metricsOf(served);
    const routes = new Set(samples.map(({ labels }) => labels['route']));
    expect(routes.size).toBeLessThan(30);
    expect(
      [...routes].filter((route) => route !== undefined && !/^[a-z-]+(?:\.[a-z-]+)?$/.test(route)),
    ).toEqual([]);
    const series = samples.filter(({ name }) => name === 'holdover_requests_total');
    expect(series.length).toBeLessThan(4 * routes.size);
  });
});
