import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { headersOf, type RawClient } from './raw-client.js';
import { startRawTenant, type RawTenant } from './raw-tenant.js';
import { openStage, type Stage } from './stage.js';

const h = 'Host: v1.example\r\n';
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

let tenant: RawTenant | undefined;
let stage: Stage;

afterEach(async () => {
  await stage.close();
  await tenant?.close();
  tenant = undefined;
});

/** A tenant that answers every request with these bytes once its header is complete. */
async function openWith(
  answer: string | ((socket: Socket) => void),
  more: Partial<Parameters<typeof openStage>[0]> = {},
): Promise<RawTenant> {
  const started = await startRawTenant((socket, text) => {
    if (!text.includes('\r\n\r\n')) return;
    if (typeof answer === 'string') socket.write(Buffer.from(answer, 'latin1'));
    else answer(socket);
  });
  tenant = started;
  stage = await openStage({ upstreamUrl: started.url, ...more });
  return started;
}

async function exchange(request: string) {
  const client = await stage.connect();
  client.send(request);
  return client.answer();
}

describe('a request passes through as it was sent:', () => {
  test.each([
    '/',
    '//double//slashes/',
    '//',
    '/a/../b/./c',
    '/%2e%2e/%2F/%7C|',
    '/x?',
    '/x?a=b+c&a=%20&&=',
    '/x?next=http://evil//x?y',
    '/http://evil/x',
    '/a;b=c/[]{}"<>^`\\',
    '/API/Users/1',
  ])('path and query %s', async (target) => {
    const { received } = await openWith(ok);
    expect((await exchange(`GET ${target} HTTP/1.1\r\n${h}\r\n`))?.status).toBe(200);
    expect(received().toString('latin1').split('\r\n')[0]).toBe(`GET ${target} HTTP/1.1`);
  });

  test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('method %s', async (method) => {
    const { received } = await openWith(
      method === 'HEAD' ? 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n' : ok,
    );
    const client = await stage.connect();
    client.send(`${method} /x HTTP/1.1\r\n${h}\r\n`);
    expect((await client.answer({ head: method === 'HEAD' }))?.status).toBe(200);
    expect(received().toString().startsWith(`${method} /x HTTP/1.1\r\n`)).toBe(true);
  });

  test('header fields, except hop-by-hop ones and those that only a proxy may send', async () => {
    const { received, url } = await openWith(ok);
    await exchange(
      [
        'GET /x HTTP/1.1',
        'Host: v1.example',
        'Authorization: Bearer abc',
        'Accept: a',
        'Accept: b',
        'X-Odd_Name: 1',
        'Cookie: a=b',
        'Connection: X-Drop, authorization, host, close-not',
        'X-Drop: gone',
        'Keep-Alive: timeout=5',
        'Proxy-Authorization: Basic abc',
        'Proxy-Connection: keep-alive',
        'TE: trailers',
        'Trailer: X-T',
        'Upgrade: h2c',
        'X-Forwarded-For: 1.2.3.4',
        'X-Forwarded-Host: evil',
        'Forwarded: for=1.2.3.4',
        'X-Real-IP: 1.2.3.4',
        'X-Request-Id: mine',
        '',
        '',
      ].join('\r\n'),
    );
    const lines = received().toString().split('\r\n').slice(1, -2).sort();
    expect(lines).toEqual(
      [
        'Accept: a',
        'Accept: b',
        'Authorization: Bearer abc',
        'Connection: keep-alive',
        'Cookie: a=b',
        'X-Odd_Name: 1',
        'X-Request-Id: mine',
        `host: ${new URL(url).host}`,
      ].sort(),
    );
  });

  test('X-Forwarded-* of a trusted proxy', async () => {
    const { received } = await openWith(ok, { trustedProxies: ['127.0.0.1'] });
    await exchange(`GET /x HTTP/1.1\r\n${h}X-Forwarded-For: 1.2.3.4\r\n\r\n`);
    expect(received().toString()).toContain('\r\nX-Forwarded-For: 1.2.3.4\r\n');
  });

  test('below the path of the tenant’s own base URL', async () => {
    const started = await startRawTenant((socket, text) => {
      if (text.includes('\r\n\r\n')) socket.write(ok);
    });
    tenant = started;
    stage = await openStage({ upstreamUrl: `${started.url}/tenant/a` });
    await exchange(`GET /x?y HTTP/1.1\r\n${h}\r\n`);
    expect(started.received().toString().startsWith('GET /tenant/a/x?y HTTP/1.1\r\n')).toBe(true);
  });

  test.each<[string, string, RegExp]>([
    [
      'a DELETE whose body is chunked, still framed',
      'DELETE /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n',
      /transfer-encoding: chunked\r\n(?:.*\r\n)*\r\n5\r\nhello\r\n0\r\n\r\n$/i,
    ],
    [
      'a GET whose body is chunked, still framed',
      'GET /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n',
      /transfer-encoding: chunked\r\n(?:.*\r\n)*\r\n5\r\nhello\r\n0\r\n\r\n$/i,
    ],
    [
      'a DELETE with a length',
      'DELETE /x HTTP/1.1\r\nContent-Length: 5\r\n',
      /content-length: 5\r\n(?:.*\r\n)*\r\nhello$/i,
    ],
  ])('%s', async (_name, head, expected) => {
    const { received, until } = await openWith(ok);
    const body = head.includes('chunked') ? '5\r\nhello\r\n0\r\n\r\n' : 'hello';
    expect((await exchange(`${head}${h}\r\n${body}`))?.status).toBe(200);
    await until(() => expected.test(received().toString()));
    expect(received().toString()).toMatch(expected);
  });

  test('a token request with a chunked body, which gets a Content-Length', async () => {
    const { received } = await openWith(ok);
    const body = 'grant_type=password';
    await exchange(
      `POST /oauth/token HTTP/1.1\r\n${h}Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    );
    expect(received().toString()).toMatch(new RegExp(`content-length: ${body.length}\r\n`, 'i'));
    expect(received().toString()).not.toMatch(/transfer-encoding/i);
    expect(received().toString().endsWith(`\r\n\r\n${body}`)).toBe(true);
  });
});

describe('an answer passes through as it came:', () => {
  test('status, reason, spelling, order, repeated fields and body', async () => {
    await openWith(
      'HTTP/1.1 418 I am odd\r\nX-ONE: 1\r\nSet-Cookie: a=b\r\nset-cookie: c=d\r\nlink: <x>\r\nKeep-Alive: timeout=1\r\nConnection: X-Hop\r\nX-Hop: gone\r\nDate: long ago\r\nContent-Length: 5\r\n\r\n\x00\xff\x80ab',
    );
    const answer = await exchange(`GET /x HTTP/1.1\r\n${h}\r\n`);
    expect(answer).toMatchObject({ status: 418, reason: 'I am odd' });
    expect(answer?.body).toEqual(Buffer.from('\x00\xff\x80ab', 'latin1'));
    expect(answer?.headers.slice(0, 6)).toEqual([
      ['X-ONE', '1'],
      ['Set-Cookie', 'a=b'],
      ['set-cookie', 'c=d'],
      ['link', '<x>'],
      ['Date', 'long ago'],
      ['Content-Length', '5'],
    ]);
    expect(answer?.headers.map(([name]) => name).slice(6)).toEqual([
      'X-Request-Id',
      'Connection',
      'Keep-Alive',
    ]);
  });

  test.each<[string, string, object]>([
    [
      'a redirect is the client’s to follow',
      'HTTP/1.1 302 Found\r\nLocation: http://evil/x\r\nContent-Length: 0\r\n\r\n',
      { status: 302, location: 'http://evil/x' },
    ],
    [
      'a 304 has no body and keeps its header',
      'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 7\r\n\r\n',
      { status: 304, etag: '"x"', 'content-length': '7' },
    ],
    ['a 204 has no body', 'HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n', { status: 204, 'x-a': 'b' }],
    [
      'an error of the tenant is the tenant’s',
      'HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\n{}',
      { status: 500 },
    ],
    [
      'a request id of the tenant stays',
      'HTTP/1.1 200 OK\r\nX-Request-Id: theirs\r\nContent-Length: 0\r\n\r\n',
      { status: 200, 'x-request-id': 'theirs' },
    ],
    [
      'hints before it are left out',
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
      { status: 200, 'content-length': '0' },
    ],
    [
      'a 100 that nobody waits for is left out',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
      { status: 200, 'content-length': '0' },
    ],
    [
      'a compressed body stays compressed',
      'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08',
      { status: 200, 'content-encoding': 'gzip', 'content-length': '3' },
    ],
    [
      'a trailer announced is left out',
      'HTTP/1.1 200 OK\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-T: b\r\n\r\n',
      { status: 200, 'transfer-encoding': 'chunked' },
    ],
    [
      'a trailer announced with a length is left out',
      'HTTP/1.1 200 OK\r\nTrailer: X-T\r\nContent-Length: 1\r\n\r\na',
      { status: 200, 'content-length': '1' },
    ],
  ])('%s', async (_name, raw, expected) => {
    await openWith(raw);
    const answer = await exchange(`GET /x HTTP/1.1\r\n${h}\r\n`);
    expect({ status: answer?.status, ...headersOf(answer) }).toMatchObject(expected);
    expect(headersOf(answer)['trailer']).toBeUndefined();
  });

  test('the connection closes after an answer that came before the end of the request', async () => {
    await openWith('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno');
    const client = await stage.connect();
    client.send(`POST /x HTTP/1.1\r\n${h}Content-Length: 100\r\n\r\nhalf`);
    const answer = await client.answer();
    expect(answer).toMatchObject({ status: 413, body: Buffer.from('no') });
    expect(headersOf(answer)['connection']).toBe('close');
    expect((await client.closed()).toString()).toBe('');
  });

  test('the connection is kept alive on both sides', async () => {
    const { open, received } = await openWith(ok);
    const client = await stage.connect();
    for (let round = 0; round < 3; round += 1) {
      client.send(`GET /x HTTP/1.1\r\n${h}\r\n`);
      expect((await client.answer())?.status).toBe(200);
    }
    expect(open()).toBe(1);
    expect(received().toString().match(/GET/g)).toHaveLength(3);
  });

  test('the first part of an answer arrives before the last one is sent', async () => {
    let finish: () => void = () => undefined;
    const server = await httpServer((_request, response) => {
      response.write('first');
      finish = () => response.end('last');
    });
    stage = await openStage({ upstreamUrl: urlOf(server) });
    const client = await stage.connect();
    client.send(`GET /events HTTP/1.1\r\n${h}\r\n`);
    await until(client, 'first');
    finish();
    expect((await client.answer())?.body.toString()).toBe('firstlast');
    server.close();
    server.closeAllConnections();
  });
});

/** Facts: 502 or 504 in a form that v1 clients read, or a cut connection if the body had begun. */
describe('a tenant that misbehaves', () => {
  test.each<[string, string | ((socket: Socket) => void)]>([
    ['says nothing and closes', (socket) => socket.end()],
    ['resets', (socket) => void socket.resetAndDestroy()],
    ['speaks no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['sends two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokk'],
    ['sends a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nok'],
    ['sends a length that looks octal', `HTTP/1.1 200 OK\r\nContent-Length: 010\r\n\r\n0123456789`],
    [
      'sends a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['has an encoding of its own', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: foo\r\n\r\nok'],
    [
      'says chunked twice',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['speaks of another version', 'HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['sends a control character for a reason', 'HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nok'],
    ['has a status beyond all', 'HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n'],
    [
      'switches protocols unasked',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
    ],
    ['sends a header without end', `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`],
    ['sends a NUL in its header', 'HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 0\r\n\r\n'],
  ])(
    'and %s causes a 502 that is framed, closes the connection and names nothing internal',
    async (_name, answer) => {
      await openWith(answer);
      const client = await stage.connect();
      client.send(`GET /secret-path HTTP/1.1\r\n${h}\r\n`);
      const read = await client.answer();
      expect(read?.status).toBe(502);
      expect(headersOf(read)['connection']).toBe('close');
      expect(headersOf(read)['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(JSON.parse(read?.body.toString() ?? '')).toMatchObject({ statusCode: 502 });
      expect(read?.body.toString()).not.toMatch(/secret-path|127\.0\.0\.1|v1\.example/);
      expect((await client.closed()).toString()).toBe('');
    },
  );

  test('and is unreachable causes a 502', async () => {
    stage = await openStage({ upstreamUrl: 'http://127.0.0.1:1' });
    expect((await exchange(`POST /x HTTP/1.1\r\n${h}Content-Length: 2\r\n\r\nok`))?.status).toBe(502);
    await stage.line({ error: 'upstream-unreachable', upstreamCalls: 1 });
  });

  test('and has received part of a body that breaks later counts as called', async () => {
    const asked = await openWith(() => undefined);
    const client = await stage.connect();
    client.send(`POST /x HTTP/1.1\r\n${h}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`);
    await asked.until(() => asked.received().includes('half'));
    client.send('zz\r\n');
    expect((await client.answer())?.status).toBe(400);
    await stage.line({ route: 'pass-through', status: 400, upstreamCalls: 1 });
  });

  test('and may or may not have received a body that breaks at once: the log says which', async () => {
    const asked = await openWith(() => undefined);
    const client = await stage.connect();
    client.send(`POST /x HTTP/1.1\r\n${h}Transfer-Encoding: chunked\r\n\r\nzz\r\n`);
    expect((await client.answer())?.status).toBe(400);
    const line = await stage.line({ route: 'pass-through', status: 400 });
    expect(line['upstreamCalls']).toBe(asked.received().length > 0 ? 1 : 0);
  });

  test('is not the cause of a slow request body: the client is answered 408', async () => {
    const patience = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 10 };
    await openWith(() => undefined, { timeoutMs: 30, timeouts: patience });
    const half = `POST /x HTTP/1.1\r\n${h}Content-Length: 4\r\n\r\nha`;
    expect((await exchange(half))?.status).toBe(408);
    await stage.line({ route: 'pass-through', error: 'request_timeout', upstreamCalls: 1 });
    expect((await exchange(`${half}lf`))?.status).toBe(504);
  });

  test('and is silent causes a 504', async () => {
    await openWith(() => undefined, { timeoutMs: 30 });
    expect((await exchange(`GET /x HTTP/1.1\r\n${h}\r\n`))?.status).toBe(504);
    await stage.line({ error: 'upstream-timeout', upstreamCalls: 1 });
  });

  test.each<[string, (socket: Socket) => void]>([
    ['with a length, closing', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')],
    [
      'in chunks, closing',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'),
    ],
    [
      'in chunks, with a broken one',
      (socket) =>
        void socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n'),
    ],
    [
      'in chunks, resetting',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n', () =>
          setImmediate(() => socket.resetAndDestroy()),
        );
      },
    ],
  ])(
    'and fails in the middle of an answer %s cuts the client’s connection, without a regular end',
    async (_name, answer) => {
      await openWith(answer);
      const client = await stage.connect();
      client.send(`GET /x HTTP/1.1\r\n${h}\r\n`);
      const bytes = (await client.closed()).toString();
      expect(bytes).not.toContain('0\r\n\r\n');
      expect(bytes).not.toMatch(/HTTP\/1\.1.*HTTP\/1\.1/s);
      await stage.line({ route: 'pass-through', cut: true, status: 200, upstreamCalls: 1 });
    },
  );

  test.each([
    ['an answer with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloEXTRA', 'hello'],
    ['a 204', 'HTTP/1.1 204 No Content\r\n\r\nEXTRA', ''],
    ['a 304', 'HTTP/1.1 304 Not Modified\r\n\r\nEXTRA', ''],
  ])('and sends more bytes than %s allows does not change the next answer', async (_name, answer, body) => {
    await openWith(answer);
    const client = await stage.connect();
    client.send(`GET /x HTTP/1.1\r\n${h}\r\n`);
    expect((await client.answer())?.body.toString()).toBe(body);
    client.send(`GET /api/users HTTP/1.1\r\n${h}\r\n`);
    expect((await client.answer())?.body.toString()).toBe('{"ok":true}');
  });

  test('and closes a reused connection does not receive a GET with a body again, and the client is answered 502', async () => {
    let requests = 0;
    const { received } = await openWith((socket) => {
      requests += 1;
      if (requests === 2) socket.resetAndDestroy();
      else socket.write(ok);
    });
    const client = await stage.connect();
    client.send(`GET /x HTTP/1.1\r\n${h}\r\n`);
    expect((await client.answer())?.status).toBe(200);
    client.send(`GET /x HTTP/1.1\r\n${h}Content-Length: 2\r\n\r\n{}`);
    expect((await client.answer())?.status).toBe(502);
    expect(received().toString().match(/GET/g)).toHaveLength(2);
  });

  test('and closes a reused connection receives a GET without a body again, and the client is served', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      const mine = connections;
      let requests = 0;
      socket.on('error', () => undefined);
      socket.on('data', () => {
        requests += 1;
        if (mine === 1 && requests === 2) socket.resetAndDestroy();
        else socket.write(ok);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    stage = await openStage({ upstreamUrl: urlOf(server) });
    const client = await stage.connect();
    for (let round = 0; round < 3; round += 1) {
      client.send(`GET /x HTTP/1.1\r\n${h}\r\n`);
      expect((await client.answer())?.body.toString()).toBe('ok');
    }
    client.send(`GET /x HTTP/1.1\r\n${h}\r\n`);
    expect((await client.answer())?.status).toBe(200);
    expect(connections).toBe(2);
    await stage.close();
    server.close();
  });
});

describe('a client that disconnects cancels its request to the tenant', () => {
  test('before the answer', async () => {
    const { until: untilTenant, open, received } = await openWith(() => undefined);
    const client = await stage.connect();
    client.send(`GET /x HTTP/1.1\r\n${h}\r\n`);
    await untilTenant(() => received().includes('\r\n\r\n'));
    client.destroy();
    await untilTenant(() => open() === 0);
    await stage.line({ route: 'pass-through', status: 499 });
  });

  test('in the middle of the answer', async () => {
    const { until: untilTenant, open } = await openWith('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
    const client = await stage.connect();
    client.send(`GET /x HTTP/1.1\r\n${h}\r\n`);
    await until(client, 'half');
    client.destroy();
    await untilTenant(() => open() === 0);
    await stage.line({ route: 'pass-through', status: 499 });
  });

  test('in the middle of its own body', async () => {
    const { until: untilTenant, open, received } = await openWith(() => undefined);
    const client = await stage.connect();
    client.send(`POST /x HTTP/1.1\r\n${h}Content-Length: 100\r\n\r\nhalf`);
    await untilTenant(() => received().includes('half'));
    client.destroy();
    await untilTenant(() => open() === 0);
  });

  test('and so does a malformed body, which is answered 400', async () => {
    const { until: untilTenant, open, received } = await openWith(() => undefined);
    const client = await stage.connect();
    client.send(`POST /x HTTP/1.1\r\n${h}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`);
    await untilTenant(() => received().includes('half'));
    client.send('zz\r\n');
    expect((await client.answer())?.status).toBe(400);
    await untilTenant(() => open() === 0);
    expect(received().toString()).not.toContain('0\r\n\r\n');
  });
});

async function httpServer(listener: Parameters<typeof createHttpServer>[1] & object) {
  const server = createHttpServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function until(client: RawClient, text: string): Promise<void> {
  for (let count = 1; !(await client.bytes(count)).includes(text); count += 1);
}

describe('a possible write by a request that passes through', () => {
  /** A gateway that records the paths it was notified of. */
  async function openTold(answer: Parameters<typeof openWith>[0]): Promise<string[]> {
    const told: string[] = [];
    await openWith(answer, { passedWrite: (path) => told.push(path) });
    return told;
  }

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'by %s is notified before the client is answered',
    async (method) => {
      const told = await openTold(ok);
      await exchange(`${method} /api/v2/clients/a?b=c HTTP/1.1\r\n${h}\r\n`);
      expect(told).toEqual(['/api/v2/clients/a']);
    },
  );

  test('is notified also where the client does not wait for the answer', async () => {
    const told = await openTold(() => undefined);
    const client = await stage.connect();
    client.send(`DELETE /api/v2/clients/a HTTP/1.1\r\n${h}\r\n`);
    await tenant?.until(() => tenant?.received().includes('DELETE') === true);
    client.destroy();
    await stage.line({ route: 'pass-through', status: 499 });
    expect(told).toEqual(['/api/v2/clients/a']);
  });

  test('is never notified for a read, whatever its outcome', async () => {
    const told = await openTold(() => undefined);
    const client = await stage.connect();
    client.send(`GET /api/v2/clients/a HTTP/1.1\r\n${h}\r\n`);
    await tenant?.until(() => tenant?.received().includes('GET') === true);
    client.destroy();
    await stage.line({ route: 'pass-through', status: 499 });
    expect(told).toEqual([]);
  });
});
