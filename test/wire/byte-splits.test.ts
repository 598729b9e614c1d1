import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startStrictTenant, type StrictTenant } from '../support/strict-tenant.js';
import type { RawClient } from './raw-client.js';
import { openStage, type Stage } from './stage.js';

/*
 * TCP preserves the order of bytes and nothing else: a request is the same wherever its segments end. The gateway runs
 * in this process, so that two turns of the event loop are enough for it to read what was sent before.
 */

let tenant: StrictTenant;
let stage: Stage;
let client: RawClient;

beforeAll(async () => {
  tenant = await startStrictTenant((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ntenant');
  });
  stage = await openStage({ upstreamUrl: tenant.url });
});

beforeEach(async () => {
  client = await stage.connect();
});

afterEach(() => {
  client.destroy();
});

afterAll(async () => {
  await stage.close();
  await tenant.close();
});

const h = 'Host: holdover\r\n';
const bearer = 'Authorization: Bearer abc\r\n';
const json = 'Content-Type: application/json\r\n';
const form = 'Content-Type: application/x-www-form-urlencoded\r\n';

const requests: readonly (readonly [name: string, bytes: string])[] = [
  ['a GET that passes through', `GET /userinfo?a=b HTTP/1.1\r\n${h}${bearer}\r\n`],
  ['a GET of HTTP/1.0', `GET /userinfo HTTP/1.0\r\nConnection: keep-alive\r\nX-A:\t b \r\n\r\n`],
  ['a request behind an empty line', `\r\nGET /a HTTP/1.1\r\n${h}\r\n`],
  [
    'a body with a length that passes through',
    `POST /api/v2/users HTTP/1.1\r\n${h}${json}Content-Length: 9\r\n\r\n{"a":"b"}`,
  ],
  [
    'a body in chunks that passes through',
    `PUT /x HTTP/1.1\r\n${h}Transfer-Encoding: Chunked\r\n\r\n4\r\nhalf\r\n5;a=b\r\nother\r\n0\r\nX-T: t\r\n\r\n`,
  ],
  ['a GET of v1', `GET /api/users/auth0%7C1?fields=a,b HTTP/1.1\r\n${h}${bearer}\r\n`],
  [
    'a body with a length for v1',
    `POST /api/users HTTP/1.1\r\n${h}${bearer}${json}Content-Length: 9\r\n\r\n{"a":"b"}`,
  ],
  [
    'a body in chunks for v1',
    `PUT /api/users/a%7C1/email HTTP/1.1\r\n${h}${bearer}${json}Transfer-Encoding: chunked\r\n\r\n2\r\n{"\r\n007\r\na":"b"}\r\n0\r\n\r\n`,
  ],
  [
    'a token request of v1',
    `POST /oauth/token HTTP/1.1\r\n${h}${form}Content-Length: 62\r\n\r\ngrant_type=client_credentials&client_id=abc&client_secret=defg`,
  ],
  [
    'a token request that is the tenant’s',
    `POST /oauth/token HTTP/1.1\r\n${h}${form}Transfer-Encoding: chunked\r\n\r\n13\r\ngrant_type=password\r\n0\r\n\r\n`,
  ],
  ['two in a pipeline', `GET /a HTTP/1.1\r\n${h}\r\nGET /api/users HTTP/1.1\r\n${h}${bearer}\r\n`],
];

/** What a client receives and what its request causes, without the parts that differ between any two requests. */
async function outcome(parts: readonly string[], answers: number): Promise<object> {
  tenant.requests.length = 0;
  stage.asked.length = 0;
  for (const part of parts) {
    client.send(part);
    await turns();
  }
  const seen: object[] = [];
  for (let at = 0; at < answers; at += 1) {
    const { status, body } = (await client.answer()) ?? {};
    seen.push({ status, body: body?.toString('latin1') });
  }
  return {
    seen,
    arrived: tenant.requests.map((each) => ({ ...each, length: 0 })),
    asked: stage.asked.map(({ method, path, query, authorization, body }) => [
      method,
      path,
      query,
      authorization,
      body,
    ]),
  };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a request has the same answer and the same effect', () => {
  test.each(requests)('when it is sent in two pieces: %s', async (_name, bytes) => {
    const answers = bytes.split('HTTP/1.').length - 1;
    const whole = await outcome([bytes], answers);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const halves = [bytes.slice(0, cut), bytes.slice(cut)];
      expect({ cut, ...(await outcome(halves, answers)) }).toEqual({ cut, ...whole });
    }
  });

  test.each(requests)('when it is sent byte by byte: %s', async (_name, bytes) => {
    const answers = bytes.split('HTTP/1.').length - 1;
    expect(await outcome(Array.from(bytes), answers)).toEqual(await outcome([bytes], answers));
  });
});
