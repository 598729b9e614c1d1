import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { badRequests } from '../support/bad-requests.js';
import { headersOf } from './raw-client.js';
import { startRawTenant, type RawTenant } from './raw-tenant.js';
import { openStage, type Stage } from './stage.js';

let tenant: RawTenant;
let stage: Stage;

beforeAll(async () => {
  tenant = await startRawTenant((socket, text) => {
    if (text.includes('\r\n\r\n')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ntenant');
  });
  stage = await openStage({ upstreamUrl: tenant.url });
});

afterAll(async () => {
  await stage.close();
  await tenant.close();
});

const target = '/userinfo';
const h = 'Host: holdover\r\n';
/** Without a bearer, a body is not read. */
const bearer = 'Authorization: Bearer abc\r\n';

const aims = {
  'a path that goes through to the tenant': { target, fields: '' },
  'v2, which goes through to the tenant': { target: '/api/v2/users/a%7C1', fields: bearer },
  v1: { target: '/api/users', fields: `${bearer}Content-Type: application/json\r\n` },
  'the token route': {
    target: '/oauth/token',
    fields: 'Content-Type: application/x-www-form-urlencoded\r\n',
  },
};

describe.each(Object.entries(aims))('a malformed request for %s is refused, and not served', (_name, aim) => {
  test.each(badRequests(aim).map((bad) => [bad.name, bad] as const))('%s', async (_defect, bad) => {
    const before = { tenant: tenant.received().length, asked: stage.asked.length };
    const client = await stage.connect();
    // The valid request behind it must not be answered either: the end of the malformed one is uncertain.
    client.send(`${bad.bytes}GET ${target}?poisoned HTTP/1.1\r\n${h}\r\n`);
    const answer = await client.answer();
    expect(bad.statuses).toContain(answer?.status);
    expect(headersOf(answer)['connection']).toBe('close');
    expect(headersOf(answer)['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(answer?.body.toString() ?? '')).toMatchObject({
      statusCode: answer?.status,
      error: expect.stringMatching(/\S/),
      detail: expect.stringMatching(/\S/),
    });
    expect((await client.closed()).toString()).toBe('');
    expect({ tenant: tenant.received().length, asked: stage.asked.length }).toEqual(before);
  });
});

describe('a malformed request gets an answer that says what is wrong:', () => {
  test('an unencoded name in the URL, as node and PHP send it, with advice on what to do', async () => {
    const client = await stage.connect();
    client.send(`GET /api/rules/\xfcber HTTP/1.1\r\n${h}${bearer}\r\n`);
    const answer = await client.answer();
    expect(JSON.parse(answer?.body.toString() ?? '')).toMatchObject({
      statusCode: 400,
      detail: 'The URL holds a character that must be percent-encoded.',
    });
    await client.closed();
  });

  test('a bad request behind a good one gets its own answer, after that of the good one', async () => {
    const client = await stage.connect();
    client.send(`GET /api/users/a%7C1 HTTP/1.1\r\n${h}\r\nnonsense\r\n\r\n`);
    expect((await client.answer())?.status).toBe(200);
    expect((await client.answer())?.status).toBe(400);
    await client.closed();
  });
});

describe('an unusual but valid request is served:', () => {
  test.each<[string, string]>([
    ['exactly 100 header fields', `GET ${target} HTTP/1.1\r\n${h}${'X-A: b\r\n'.repeat(99)}\r\n`],
    ['a URL of exactly 8 KiB', `GET /${'a'.repeat(8191)} HTTP/1.1\r\n${h}\r\n`],
    ['HTTP/1.0 without a Host', `GET ${target} HTTP/1.0\r\n\r\n`],
    [
      'an offer of h2c, which Java makes on every connection',
      `GET ${target} HTTP/1.1\r\n${h}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`,
    ],
    ['an IPv6 Host with a port', `GET ${target} HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n`],
    [
      'a Trailer',
      `POST ${target} HTTP/1.1\r\n${h}Trailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-T: b\r\n\r\n`,
    ],
    ['a Trailer without a body', `GET ${target} HTTP/1.1\r\n${h}Trailer: X-T\r\n\r\n`],
    ['a GET with a body', `GET ${target} HTTP/1.1\r\n${h}Content-Length: 2\r\n\r\n{}`],
    ['Latin letters in a value', `GET ${target} HTTP/1.1\r\n${h}X-A: caf\xe9\r\n\r\n`],
    [
      'Expect: 100-continue',
      `POST ${target} HTTP/1.1\r\n${h}Expect: 100-continue\r\nContent-Length: 1\r\n\r\na`,
    ],
    [
      'HTTP/1.0 with an expectation, for which a 100 would be the answer',
      `POST ${target} HTTP/1.0\r\n${h}Expect: 100-continue\r\nContent-Length: 1\r\n\r\na`,
    ],
  ])('%s', async (name, request) => {
    const client = await stage.connect();
    client.send(request);
    if (name.startsWith('Expect')) expect((await client.answer())?.status).toBe(100);
    expect(await client.answer()).toMatchObject({ status: 200, body: Buffer.from('tenant') });
    client.destroy();
  });

  test('OPTIONS * is answered by holdover itself', async () => {
    const client = await stage.connect();
    client.send(`OPTIONS * HTTP/1.1\r\n${h}\r\n`);
    expect(headersOf(await client.answer())).toMatchObject({ allow: expect.stringContaining('PATCH') });
    client.destroy();
    expect(await stage.line({ method: 'OPTIONS', status: 200 })).toMatchObject({ route: 'preflight' });
  });

  test.each(['*', '/api/users', '/oauth/token'])(
    'OPTIONS %s with an unread body is the last request on its connection',
    async (target) => {
      const client = await stage.connect();
      client.send(`OPTIONS ${target} HTTP/1.1\r\n${h}Content-Length: 9\r\n\r\na`);
      expect(headersOf(await client.answer())).toMatchObject({ connection: 'close' });
      await client.closed();
    },
  );
});
