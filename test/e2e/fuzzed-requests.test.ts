import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { mutated } from '../support/byte-mutations.js';
import {
  calmed,
  fuzzCases,
  fuzzSeed,
  inParallel,
  livez,
  pulseOf,
  sampled,
  sendAll,
  type Pulse,
} from '../support/fuzz-run.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { NotHttp, readStrictAnswer, type StrictRequest } from '../support/strict-message.js';
import { startStrictTenant, type StrictTenant } from '../support/strict-tenant.js';
import { v1Token } from '../support/v1-token.js';

let tenant: StrictTenant;
let holdover: RunningHoldover;
let before: Pulse;
let requests: string[];

beforeAll(async () => {
  tenant = await startStrictTenant(answer);
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: tenant.url,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
  });
  const token = await v1Token(holdover.http, { clientId: 'legacy', clientSecret: 'secret' });
  requests = sampled(mutated({ good: goodRequests(token), pieces }));
  before = await pulseOf(holdover);
  tenant.requests.length = 0;
});

afterAll(async () => {
  await holdover.stop();
  await tenant.close();
});

const user = { user_id: 'auth0|1', email: 'a@b.c', identities: [], name: 'a' };
const token = { access_token: 'v2.token', token_type: 'Bearer', expires_in: 86_400 };

function answer(socket: Socket, { method, target }: StrictRequest): void {
  const body = JSON.stringify(target === '/oauth/token' ? token : user);
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(method === 'HEAD' ? head : head + body);
}

const h = 'Host: holdover\r\n';
const json = 'Content-Type: application/json\r\n';

function goodRequests(token: string): string[] {
  const bearer = `Authorization: Bearer ${token}\r\n`;
  return [
    `GET /api/users/auth0%7C1?fields=email HTTP/1.1\r\n${h}${bearer}\r\n`,
    `GET /api/users?per_page=2&search=a HTTP/1.1\r\n${bearer}${h}Accept: */*\r\n\r\n`,
    `HEAD /api/users/auth0%7C1 HTTP/1.1\r\n${h}${bearer}\r\n`,
    `POST /api/users HTTP/1.1\r\n${h}${bearer}${json}Content-Length: 47\r\n\r\n{"email":"a@b.c","password":"p","connection":1}`,
    `PATCH /api/users/auth0%7C1/metadata HTTP/1.1\r\n${h}${bearer}${json}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n4;x=y\r\n"b"}\r\n0\r\n\r\n`,
    `DELETE /api/users/auth0%7C1 HTTP/1.1\r\nContent-Length: 0\r\n${bearer}${h}\r\n`,
    `POST /oauth/token HTTP/1.1\r\n${h}${json}Content-Length: 24\r\n\r\n{"grant_type":"password"}`.slice(
      0,
      -1,
    ),
    `POST /oauth/token HTTP/1.1\r\n${h}Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n13\r\ngrant_type=password\r\n0\r\n\r\n`,
    `GET /userinfo HTTP/1.1\r\n${h}${bearer}Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\n\r\n`,
    `GET /login HTTP/1.0\r\nConnection: keep-alive\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n`,
    `HEAD /login HTTP/1.1\r\n${h}\r\n`,
    `PUT /api/v2/x HTTP/1.1\r\n${h}Transfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n4\r\nhalf\r\n00a\r\nanother one\r\n0\r\nX-T: t\r\n\r\n`.replace(
      'another one',
      'another on',
    ),
    `POST /api/v2/users HTTP/1.1\r\n${h}Expect: 100-continue\r\nContent-Length: 9\r\n\r\n{"a":"b"}`,
    `OPTIONS * HTTP/1.1\r\n${h}\r\n`,
    `GET /a HTTP/1.1\r\n${h}\r\nPOST /b HTTP/1.1\r\n${h}Content-Length: 3\r\n\r\nabcGET /c HTTP/1.1\r\n${h}\r\n`,
  ];
}

const pieces = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  '\t',
  '\r\n\r\n',
  '0\r\n\r\n',
  '\r\nContent-Length: 5',
  '\r\nContent-Length: 0',
  '\r\nTransfer-Encoding: chunked',
  '\r\nTransfer-Encoding:\tchunked',
  '\r\nConnection: close, authorization, host, content-length, transfer-encoding',
  '\r\nUpgrade: websocket',
  '\r\nExpect: 100-continue',
  '\r\nHost: evil',
  '\r\n folded',
  'http://evil',
  '/../',
  '//',
  '#',
  '?',
  '%',
  '%00',
  ';',
  ',chunked',
  'ffffffff',
  '-1',
  'HTTP/1.0',
  'HTTP/2.0',
  'GET ',
  'HEAD ',
  'GET /smuggled HTTP/1.1\r\nHost: holdover\r\n\r\n',
  'a'.repeat(20_000),
];

/** The valid request behind each. Nothing before it may change it, and it closes the connection. */
function closer(at: number): string {
  return `GET /closer-${at} HTTP/1.1\r\nHost: holdover\r\nX-Mine: ${at}\r\nConnection: close\r\n\r\n`;
}

/** Whether the bytes are HTTP answers only; an answer without a body is valid only for HEAD. */
function isHttp(received: Buffer, heads: boolean): boolean {
  if (received.length === 0) return true;
  return (heads ? ['GET', 'HEAD'] : ['GET']).some((to) => {
    try {
      const read = readStrictAnswer(received, { to, ended: false });
      return read !== undefined && read.status !== 500 && isHttp(received.subarray(read.length), heads);
    } catch (error) {
      if (error instanceof NotHttp) return false;
      throw error;
    }
  });
}

describe(`malformed requests, ${fuzzCases} of them (seed ${fuzzSeed}),`, () => {
  test('are each answered in HTTP, and none of them hangs', async () => {
    const flawed: { bytes: string; received: string }[] = [];
    const hung: string[] = [];
    await inParallel(requests, 64, async (request, at) => {
      const bytes = request + closer(at);
      const sent = await sendAll(holdover.http, Buffer.from(bytes, 'latin1'));
      if (sent.hung) hung.push(bytes);
      if (!isHttp(sent.received, /HEAD/.test(bytes))) {
        flawed.push({ bytes, received: sent.received.toString('latin1') });
      }
    });
    // A pause of the whole machine is not a hang of the program, so that each is tried again.
    const again: string[] = [];
    for (const bytes of hung) {
      if ((await sendAll(holdover.http, Buffer.from(bytes, 'latin1'))).hung) again.push(bytes);
    }
    expect(again).toEqual([]);
    expect(flawed).toEqual([]);
  }, 240_000);

  test('reach the tenant as strictly valid HTTP, or not at all', () => {
    expect(tenant.faults).toEqual([]);
    expect(tenant.requests.length).toBeGreaterThan(requests.length / 10);
  });

  test('do not change the request behind them', () => {
    const mine = tenant.requests.filter(({ target }) => target.startsWith('/closer-'));
    expect(mine.length).toBeGreaterThan(requests.length / 10);
    expect(new Set(mine.map(({ target }) => target)).size).toBe(mine.length);
    for (const { method, target, headers, body } of mine) {
      expect({ method, headers: Object.fromEntries(headers), body: body.length }).toEqual({
        method: 'GET',
        headers: {
          'X-Mine': target.slice('/closer-'.length),
          host: new URL(tenant.url).host,
          Connection: 'keep-alive',
        },
        body: 0,
      });
    }
  });

  test('bring no hop-by-hop field and no other Host to the tenant', () => {
    const hop = /^(?:te|trailer|upgrade|keep-alive|proxy-.*|expect|x-forwarded-.*)$/i;
    const passedOn = tenant.requests.flatMap(({ headers }) => headers.filter(([name]) => hop.test(name)));
    expect(passedOn).toEqual([]);
    const hosts = tenant.requests.flatMap(({ headers }) => headers.filter(([name]) => /^host$/i.test(name)));
    expect(new Set(hosts.map(([, value]) => value))).toEqual(new Set([new URL(tenant.url).host]));
  });

  test('leave a healthy process without requests in flight or further open files', async () => {
    tenant.hangUp();
    const { inFlight, files } = await calmed(holdover, before);
    expect(inFlight).toBe(0);
    expect(files).toBeLessThanOrEqual(before.files);
    expect(await livez(holdover)).toBeLessThan(100);
    expect(holdover.stdout()).not.toContain('internal error');
    expect(holdover.stderr()).toBe('');
  });
});
