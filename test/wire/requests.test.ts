import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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
/** Without any, a body is not read. */
const bearer = 'Authorization: Bearer abc\r\n';

/** Each is one defect, written as RFC 9110 and 9112 name them; the statuses are what the sender may get for it. */
const malformed: [name: string, request: string, statuses: number[]][] = [
  ['a header field without a colon', `GET ${target} HTTP/1.1\r\n${h}nonsense\r\n\r\n`, [400]],
  ['a blank before the colon', `GET ${target} HTTP/1.1\r\nHost : holdover\r\n\r\n`, [400]],
  ['a folded header field', `GET ${target} HTTP/1.1\r\n${h}X-A: b\r\n c\r\n\r\n`, [400]],
  ['an empty field name', `GET ${target} HTTP/1.1\r\n${h}: b\r\n\r\n`, [400]],
  ['a NUL in a value', `GET ${target} HTTP/1.1\r\n${h}X-A: b\0c\r\n\r\n`, [400]],
  ['a bare CR in a value', `GET ${target} HTTP/1.1\r\n${h}X-A: b\rc\r\n\r\n`, [400]],
  ['a C1 control in a value', `GET ${target} HTTP/1.1\r\n${h}X-A: b\x85c\r\n\r\n`, [400]],
  ['a no-break space in a value', `GET ${target} HTTP/1.1\r\n${h}X-A: b\xa0\r\n\r\n`, [400]],
  ['no Host', `GET ${target} HTTP/1.1\r\nX-A: b\r\n\r\n`, [400]],
  ['two Hosts', `GET ${target} HTTP/1.1\r\n${h}Host: evil\r\n\r\n`, [400]],
  ['two Hosts alike', `GET ${target} HTTP/1.1\r\n${h}${h}\r\n`, [400]],
  ['a Host with a path', `GET ${target} HTTP/1.1\r\nHost: a/b\r\n\r\n`, [400]],
  ['a Host with a user', `GET ${target} HTTP/1.1\r\nHost: a@b\r\n\r\n`, [400]],
  ['an empty Host', `GET ${target} HTTP/1.1\r\nHost:\r\n\r\n`, [400]],
  [
    'two Authorizations',
    `GET ${target} HTTP/1.1\r\n${h}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n`,
    [400],
  ],
  ['two lengths', `POST ${target} HTTP/1.1\r\n${h}Content-Length: 1\r\nContent-Length: 2\r\n\r\na`, [400]],
  [
    'two lengths alike',
    `POST ${target} HTTP/1.1\r\n${h}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`,
    [400],
  ],
  ['a list of lengths', `POST ${target} HTTP/1.1\r\n${h}Content-Length: 1, 1\r\n\r\na`, [400]],
  ['a signed length', `POST ${target} HTTP/1.1\r\n${h}Content-Length: +1\r\n\r\na`, [400]],
  ['a negative length', `POST ${target} HTTP/1.1\r\n${h}Content-Length: -1\r\n\r\na`, [400]],
  ['a hexadecimal length', `POST ${target} HTTP/1.1\r\n${h}Content-Length: 0x1\r\n\r\na`, [400]],
  ['an octal-looking length', `POST ${target} HTTP/1.1\r\n${h}Content-Length: 010\r\n\r\n0123456789`, [400]],
  ['an underscored length', `POST ${target} HTTP/1.1\r\n${h}Content-Length: 1_0\r\n\r\n0123456789`, [400]],
  ['an empty length', `POST ${target} HTTP/1.1\r\n${h}Content-Length:\r\n\r\n`, [400]],
  [
    'a length beyond 2^64',
    `POST ${target} HTTP/1.1\r\n${h}Content-Length: 18446744073709551617\r\n\r\na`,
    [400],
  ],
  [
    'length before chunked',
    `POST ${target} HTTP/1.1\r\n${h}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    [400],
  ],
  [
    'chunked before length',
    `POST ${target} HTTP/1.1\r\n${h}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
    [400],
  ],
  [
    'chunked twice',
    `POST ${target} HTTP/1.1\r\n${h}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    [400, 501],
  ],
  [
    'chunked after a comma',
    `POST ${target} HTTP/1.1\r\n${h}Transfer-Encoding: ,chunked\r\n\r\n0\r\n\r\n`,
    [400, 501],
  ],
  ['xchunked', `POST ${target} HTTP/1.1\r\n${h}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, [400, 501]],
  [
    'chunked with a vertical tab',
    `POST ${target} HTTP/1.1\r\n${h}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`,
    [400, 501],
  ],
  [
    'chunked with a parameter',
    `POST ${target} HTTP/1.1\r\n${h}Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n`,
    [400, 501],
  ],
  [
    'gzip, chunked',
    `POST ${target} HTTP/1.1\r\n${h}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    [400, 501],
  ],
  ['identity', `POST ${target} HTTP/1.1\r\n${h}Transfer-Encoding: identity\r\n\r\n`, [400, 501]],
  [
    'chunked in HTTP/1.0',
    `POST ${target} HTTP/1.0\r\n${h}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    [400],
  ],
  ['a version that is none', `GET ${target} HTTP/1.32\r\n${h}\r\n`, [400, 505]],
  ['HTTP/2.0 in words', `GET ${target} HTTP/2.0\r\n${h}\r\n`, [400, 505]],
  ['HTTP/1.2', `GET ${target} HTTP/1.2\r\n${h}\r\n`, [400, 505]],
  ['no version', `GET ${target}\r\n${h}\r\n`, [400, 505]],
  ['no version and a bare LF', `GET ${target}\n${h}\r\n`, [400, 505]],
  ['bare LFs', `GET ${target} HTTP/1.1\nHost: holdover\n\n`, [400]],
  ['TRACE', `TRACE ${target} HTTP/1.1\r\n${h}\r\n`, [405, 501]],
  ['CONNECT', `CONNECT holdover:80 HTTP/1.1\r\n${h}\r\n`, [400, 405, 501]],
  ['a method that is a real one elsewhere', `PROPFIND ${target} HTTP/1.1\r\n${h}\r\n`, [405, 501]],
  ['a method that is none', `FROB ${target} HTTP/1.1\r\n${h}\r\n`, [400, 405, 501]],
  ['a method in lower case', `get ${target} HTTP/1.1\r\n${h}\r\n`, [400, 405, 501]],
  ['an absolute target', `GET http://evil${target} HTTP/1.1\r\n${h}\r\n`, [400]],
  ['an absolute target that is no URL', `GET http://[ HTTP/1.1\r\n${h}\r\n`, [400]],
  ['an absolute target with a broken user', `GET http://a%zz@b/ HTTP/1.1\r\n${h}\r\n`, [400]],
  ['a target without a slash', `GET userinfo HTTP/1.1\r\n${h}\r\n`, [400]],
  ['an authority as target', `GET holdover:80 HTTP/1.1\r\n${h}\r\n`, [400]],
  ['a star with GET', `GET * HTTP/1.1\r\n${h}\r\n`, [400]],
  ['a star and more', `OPTIONS */x HTTP/1.1\r\n${h}\r\n`, [400]],
  ['a fragment', `GET ${target}#x HTTP/1.1\r\n${h}\r\n`, [400]],
  ['a blank in the target', `GET ${target} x HTTP/1.1\r\n${h}\r\n`, [400]],
  ['raw bytes beyond ASCII in the target', `GET /\xc3\xa9 HTTP/1.1\r\n${h}\r\n`, [400]],
  ['a URL of more than 8 KiB', `GET /${'a'.repeat(8192)} HTTP/1.1\r\n${h}\r\n`, [414]],
  ['a header of more than 16 KiB', `GET ${target} HTTP/1.1\r\n${h}X-A: ${'a'.repeat(17_000)}\r\n\r\n`, [431]],
  ['101 header fields', `GET ${target} HTTP/1.1\r\n${h}${'X-A: b\r\n'.repeat(100)}\r\n`, [431]],
  [
    'more than 1,000 header fields',
    `GET ${target} HTTP/1.1\r\n${h}${'a:\r\n'.repeat(1_500)}Authorization: Bearer a\r\n\r\n`,
    [431],
  ],
  [
    'a WebSocket',
    `GET ${target} HTTP/1.1\r\n${h}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    [426, 501],
  ],
  [
    'an expectation that is not known',
    `POST ${target} HTTP/1.1\r\n${h}Expect: 200-maybe\r\nContent-Length: 1\r\n\r\na`,
    [417],
  ],
];

describe('a malformed request is refused, the connection closed, and nothing reaches the tenant', () => {
  test.each(malformed)('%s', async (_name, request, statuses) => {
    const before = tenant.received().length;
    const client = await stage.connect();
    // The good one behind it must not be answered either: where the bad one ends is not certain.
    client.send(`${request}GET ${target}?poisoned HTTP/1.1\r\n${h}\r\n`);
    const answer = await client.answer();
    expect(statuses).toContain(answer?.status);
    expect(headersOf(answer)['connection']).toBe('close');
    expect(headersOf(answer)['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(answer?.body.toString() ?? '')).toMatchObject({
      statusCode: answer?.status,
      error: expect.stringMatching(/\S/),
      detail: expect.stringMatching(/\S/),
    });
    expect((await client.closed()).toString()).toBe('');
    expect(tenant.received()).toHaveLength(before);
  });

  test('a name that node or PHP put into the URL as it is, with the sentence that says what to do', async () => {
    const client = await stage.connect();
    client.send(`GET /api/rules/\xfcber HTTP/1.1\r\n${h}${bearer}\r\n`);
    const answer = await client.answer();
    expect(JSON.parse(answer?.body.toString() ?? '')).toMatchObject({
      statusCode: 400,
      detail: 'The URL holds a character that must be percent-encoded.',
    });
    await client.closed();
  });

  test.each<[string, string]>([
    ['an empty chunk size', '\r\nabc\r\n0\r\n\r\n'],
    ['a negative chunk size', '-1\r\na\r\n0\r\n\r\n'],
    ['a chunk size with 0x', '0x1\r\na\r\n0\r\n\r\n'],
    ['a chunk size with a blank before it', ' 1\r\na\r\n0\r\n\r\n'],
    ['a chunk size of 17 digits', '10000000000000001\r\na\r\n0\r\n\r\n'],
    ['a chunk longer than it says', '1\r\nab\r\n0\r\n\r\n'],
    ['a bare CR in a chunk extension', '1;a\rb\r\na\r\n0\r\n\r\n'],
  ])('a v1 body with %s', async (_name, body) => {
    const before = stage.asked.length;
    const client = await stage.connect();
    client.send(
      `POST /api/users HTTP/1.1\r\n${h}${bearer}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${body}`,
    );
    const answer = await client.answer();
    expect(answer?.status).toBe(400);
    expect(headersOf(answer)['connection']).toBe('close');
    expect(JSON.parse(answer?.body.toString() ?? '')).toMatchObject({ statusCode: 400 });
    await client.closed();
    expect(stage.asked).toHaveLength(before);
  });

  test('a bad request behind a good one gets its own answer, after the good one has got its', async () => {
    const client = await stage.connect();
    client.send(`GET /api/users/a%7C1 HTTP/1.1\r\n${h}\r\nnonsense\r\n\r\n`);
    expect((await client.answer())?.status).toBe(200);
    expect((await client.answer())?.status).toBe(400);
    await client.closed();
  });
});

describe('a request that is only unusual is served', () => {
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
  });
});
