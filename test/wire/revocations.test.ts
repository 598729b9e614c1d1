import { afterEach, describe, expect, test } from '@jest/globals';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { GatewayError } from '../../src/errors/gateway-error.js';
import { operationsApp } from '../../src/gateway/operator/operations.js';
import { createLogger } from '../../src/observe/log/logger.js';
import type { Reach } from '../../src/state/shared-state.js';
import type { Revocation } from '../../src/tokens/revocations.js';
import type { RevocationOrder } from '../../src/tokens/revoke.js';
import { openStage, type Stage } from './stage.js';

const at = Date.parse('2026-11-23T12:00:00Z') / 1000;

let stage: Stage;
let orders: RevocationOrder[];

afterEach(async () => {
  await stage.close();
});

async function open(reach: Reach = 'here-only'): Promise<void> {
  orders = [];
  const made: Revocation[] = [];
  stage = await openStage({
    upstreamUrl: 'http://127.0.0.1:9',
    revocations: {
      revoke: (order) => {
        if ('token' in order && order.token === 'strange') {
          return Promise.reject(
            new GatewayError('input-invalid', { message: 'The token is not one of this gateway.' }),
          );
        }
        orders.push(order);
        const subject = 'token' in order ? { token_id: 'the-id' } : order;
        const revocation = { subject, at, until: at + 60 };
        made.push(revocation);
        return Promise.resolve({ revocation, reach });
      },
      revocations: () => made,
    },
  });
}

function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${stage.admin}/revocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

describe('POST /revocations', () => {
  test.each<[object, object]>([
    [{ client_id: 'shop' }, { client_id: 'shop' }],
    [{ token_id: 'j' }, { token_id: 'j' }],
    [{ token: 'ey..x' }, { token_id: 'the-id' }],
    [{ all: true }, { all: true }],
  ])('revokes %j, and shows neither a token nor anything else', async (order, subject) => {
    await open();
    const answer = await post(JSON.stringify(order));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      revoked: { ...subject, at: '2026-11-23T12:00:00.000Z', until: '2026-11-23T12:01:00.000Z' },
      reach: 'here-only',
      note: 'Without HOLDOVER_REDIS_URL only this gateway knows, and only until it ends.',
    });
    expect(orders).toEqual([order]);
  });

  test.each<[Reach, RegExp]>([
    ['everywhere', /^Every replica knows/],
    ['here-for-now', /^Redis is away/],
  ])('says how far the revocation reaches: %s', async (reach, sentence) => {
    await open(reach);
    expect(await (await post('{"all":true}')).json()).toMatchObject({
      reach,
      note: expect.stringMatching(sentence),
    });
  });

  test('is logged by id, without the token', async () => {
    await open();
    await post('{"token":"ey..canary"}');
    const lines = stage.logged().filter(({ msg }) => msg === 'revoked');
    expect(lines).toEqual([expect.objectContaining({ level: 'info', jti: 'the-id', reach: 'here-only' })]);
    expect(JSON.stringify(stage.logged())).not.toContain('canary');
  });

  test.each([
    ['', 'it is not valid JSON.'],
    ['{', 'it is not valid JSON.'],
    ['null', 'Give one of'],
    ['{}', 'Give one of'],
    ['[]', 'Give one of'],
    ['{"all":false}', 'Give one of'],
    ['{"all":true,"client_id":"shop"}', 'Give one of'],
    ['{"client_id":7}', 'Give one of'],
    ['{"client_id":""}', 'Give one of'],
    [JSON.stringify({ client_id: 'x'.repeat(513) }), 'Give one of'],
    [JSON.stringify({ token: 'x'.repeat(20_000) }), 'more than'],
    ['{"token":"strange"}', 'The token is not one of this gateway.'],
  ])('refuses %.40s with a sentence', async (body, sentence) => {
    await open();
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect((await answer.json()) as object).toEqual({
      error: expect.stringContaining(sentence),
    });
    expect(orders).toEqual([]);
  });

  test.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 400],
    ['text', { 'content-type': 'text/plain' }, 400],
    ['a page in a browser', { origin: 'http://evil.example' }, 403],
    ['what a proxy on this machine passes on', { 'x-forwarded-for': '192.0.2.1' }, 403],
    ['what nginx passes on as its guides have it', { 'x-real-ip': '192.0.2.1' }, 403],
    ['what a proxy passes on that hides for whom', { via: '1.1 proxy' }, 403],
  ])('does not accept %s', async (_what, headers, status) => {
    await open();
    expect((await post('{"all":true}', headers)).status).toBe(status);
    expect(orders).toEqual([]);
  });
});

describe('GET /revocations', () => {
  test('lists the revocations', async () => {
    await open();
    await post('{"client_id":"shop"}');
    const answer = await fetch(`${stage.admin}/revocations`);
    expect(await answer.json()).toEqual({
      revocations: [{ client_id: 'shop', at: '2026-11-23T12:00:00.000Z', until: '2026-11-23T12:01:00.000Z' }],
    });
  });

  test.each([
    ['127.0.0.1', 200],
    ['127.8.0.1', 200],
    ['::1', 200],
    ['::ffff:127.0.0.1', 200],
    ['192.0.2.1', 403],
    ['::ffff:192.0.2.1', 403],
    ['2001:db8::1', 403],
    [undefined, 403],
  ])('answers a peer at %s with %i', async (address, status) => {
    await open();
    const request = new IncomingMessage(new Socket());
    Object.defineProperty(request.socket, 'remoteAddress', { value: address });
    Object.assign(request, { method: 'GET', url: '/revocations' });
    const response = new ServerResponse(request);
    const state = () =>
      ({ listening: true, draining: false, upstreamToken: 'ok', sharedState: 'not used' }) as const;
    const revocations = { revoke: () => Promise.reject(new Error('not asked')), revocations: () => [] };
    operationsApp({
      street: () => {
        throw new Error('not asked');
      },
      state,
      revocations,
      metrics: () => Promise.reject(new Error('not asked')),
      usage: { list: () => Promise.reject(new Error('not asked')) },
      listed: () => [],
      console: { headers: {}, page: () => 'not asked' },
      adminToken: () => undefined,
      log: createLogger({ level: 'error', sink: { write: () => undefined } }),
    })(request, response);
    expect(response.statusCode).toBe(status);
  });
});
