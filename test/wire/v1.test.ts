import { afterEach, describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../src/errors/gateway-error.js';
import type { V1Reply, V1Request } from '../../src/pipeline/exchange.js';
import { v1Operations } from '../contract/v1-operations.js';
import type { StrictAnswer } from '../support/strict-message.js';
import { headersOf, type RawClient } from './raw-client.js';
import { jsonReply, openStage, type Stage } from './stage.js';

const h = 'Host: v1.example:8080\r\n';
/** Without a bearer, a body is not read. */
const bearer = 'Authorization: Bearer abc\r\n';
const nowhere = 'http://127.0.0.1:9';

let stage: Stage;

afterEach(async () => {
  await stage.close();
});

async function open(more: Partial<Parameters<typeof openStage>[0]> = {}): Promise<Stage> {
  stage = await openStage({ upstreamUrl: nowhere, ...more });
  return stage;
}

/** Status and the header fields that every request has. */
function lasting(answer: StrictAnswer | undefined): object {
  const own = new Set(['x-request-id', 'date']);
  const fields = Object.entries(headersOf(answer)).filter(([name]) => !own.has(name));
  return { status: answer?.status, ...Object.fromEntries(fields) };
}

describe('a v1 answer on the wire', () => {
  test('has the length of its Content-Length, and no unexpected header', async () => {
    await open({
      answer: () => Promise.resolve(jsonReply({ name: 'Zoë' }, { Link: '<http://x/>; rel="next"' })),
    });
    const client = await stage.connect();
    client.send(`GET /api/users HTTP/1.1\r\n${h}\r\n`);
    const answer = await client.answer();
    expect(answer?.body.toString()).toBe('{"name":"Zoë"}');
    expect(answer?.reason).toBe('OK');
    expect(answer?.headers.map(([name]) => name)).toEqual([
      'Content-Type',
      'Content-Length',
      'X-Request-Id',
      'Link',
      'Date',
      'Connection',
      'Keep-Alive',
    ]);
    expect(headersOf(answer)['content-type']).toBe('application/json; charset=utf-8');
  });

  test('spells the header name Link exactly, because .NET looks for nothing else', async () => {
    await open({ answer: () => Promise.resolve(jsonReply([], { Link: '<http://x/?page=1>; rel="next"' })) });
    const client = await stage.connect();
    client.send(`GET /api/users HTTP/1.1\r\n${h}\r\n`);
    expect((await client.answer())?.headers).toContainEqual(['Link', '<http://x/?page=1>; rel="next"']);
  });

  test('that is nested too deep to be serialized is an error that says so', async () => {
    const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as unknown;
    await open({ answer: () => Promise.resolve(jsonReply(deep)) });
    const client = await stage.connect();
    client.send(`GET /api/users/a%7C1 HTTP/1.1\r\n${h}${bearer}\r\n`);
    const answer = await client.answer();
    expect(answer?.status).toBe(502);
    expect(JSON.parse(answer?.body.toString() ?? '')).toMatchObject({
      error: 'bad_gateway',
      message: 'The answer of the tenant could not be read. It is nested too deep.',
    });
    await stage.line({ status: 502, route: 'users.get', error: 'upstream-unreadable' });
  });

  test('of text is plain text', async () => {
    const reply: V1Reply = { ...jsonReply(null), body: { kind: 'text', value: 'OK' } };
    await open({ answer: () => Promise.resolve(reply) });
    const client = await stage.connect();
    client.send(`DELETE /api/users/a%7C1 HTTP/1.1\r\n${h}\r\n`);
    const answer = await client.answer();
    expect(answer?.body.toString()).toBe('OK');
    expect(headersOf(answer)['content-type']).toBe('text/plain; charset=utf-8');
  });

  test('of a script is JavaScript', async () => {
    const reply: V1Reply = { ...jsonReply(null), body: { kind: 'script', value: 'fn({"status":200})' } };
    await open({ answer: () => Promise.resolve(reply) });
    const client = await stage.connect();
    client.send(`GET /api/users/a%7C1?cbx=fn HTTP/1.1\r\n${h}\r\n`);
    const answer = await client.answer();
    expect(answer?.body.toString()).toBe('fn({"status":200})');
    expect(headersOf(answer)['content-type']).toBe('application/javascript; charset=utf-8');
  });

  test('to HEAD is the one to GET without its body', async () => {
    await open();
    const client = await stage.connect();
    client.send(`HEAD /api/users HTTP/1.1\r\n${h}\r\n`);
    const answer = await client.answer({ head: true });
    expect(headersOf(answer)['content-length']).toBe(String('{"ok":true}'.length));
    expect(stage.asked[0]?.method).toBe('GET');
    client.send(`GET /api/users HTTP/1.1\r\n${h}\r\n`);
    expect((await client.answer())?.body.toString()).toBe('{"ok":true}');
  });

  test('to HEAD has the head of the one to GET on every line of v1, and the connection stays open', async () => {
    await open({
      answer: ({ path, query }) =>
        Promise.resolve(jsonReply({ path, query }, { Link: '<http://x/>; rel="next"' })),
    });
    const client = await stage.connect();
    const targets = v1Operations
      .map(({ line }) => line.split(' '))
      .filter(([method]) => method === 'GET')
      .map(([, target = '']) => target.replaceAll(/\{[^}]*\}/g, 'a%7C1').replaceAll(/[?&]\w+/g, '$&=1'));
    expect(targets.length).toBeGreaterThan(20);
    for (const target of targets) {
      client.send(`HEAD ${target} HTTP/1.1\r\n${h}\r\nGET ${target} HTTP/1.1\r\n${h}\r\n`);
      const head = await client.answer({ head: true });
      const get = await client.answer();
      expect({ target, ...lasting(head) }).toEqual({ target, ...lasting(get) });
    }
  });

  test('to pipelined requests comes in their order, however long each takes', async () => {
    let release: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (release = resolve));
    await open({
      answer: async ({ path }) => {
        if (path.endsWith('slow')) await first;
        else release();
        return jsonReply(path);
      },
    });
    const client = await stage.connect();
    client.send(`GET /api/users/slow HTTP/1.1\r\n${h}\r\nGET /api/users/fast HTTP/1.1\r\n${h}\r\n`);
    expect((await client.answer())?.body.toString()).toBe('"/api/users/slow"');
    expect((await client.answer())?.body.toString()).toBe('"/api/users/fast"');
  });

  test('to a request that hits an internal fault is a 500 without details', async () => {
    await open({ answer: () => Promise.reject(new Error('the secret is hunter2')) });
    const client = await stage.connect();
    client.send(`GET /api/users HTTP/1.1\r\n${h}\r\n`);
    const answer = await client.answer();
    expect(answer?.status).toBe(500);
    expect(answer?.body.toString()).not.toContain('hunter2');
    await stage.line({ msg: 'internal error', error: 'Error: the secret is hunter2' });
  });
});

describe('the pipeline receives', () => {
  test.each<[string, [method: string, rest: string], unknown]>([
    ['JSON with an empty body (ruby 4.13)', ['DELETE', 'Content-Type: application/json\r\n'], undefined],
    [
      'JSON and Content-Length: 0 (.NET)',
      ['POST', 'Content-Type: application/json\r\nContent-Length: 0\r\n'],
      undefined,
    ],
    [
      '{} on DELETE (ruby 3.6)',
      ['DELETE', 'Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'],
      {},
    ],
    [
      'pretty JSON (.NET)',
      [
        'POST',
        'Content-Type: application/json; charset=utf-8\r\nContent-Length: 14\r\n\r\n{\r\n  "a": 1\r\n}',
      ],
      { a: 1 },
    ],
    [
      'JSON under a vendor type',
      ['POST', 'Content-Type: application/vnd.x+json\r\nContent-Length: 7\r\n\r\n{"a":1}'],
      { a: 1 },
    ],
    ['JSON without a type', ['POST', 'Content-Length: 7\r\n\r\n{"a":1}'], { a: 1 }],
    [
      'a form',
      ['POST', 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 12\r\n\r\na=b+c&d=%2Be'],
      { a: 'b c', d: '+e' },
    ],
    [
      'chunked JSON',
      [
        'POST',
        'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n',
      ],
      { a: 1 },
    ],
    ['no body and no type', ['POST', ''], undefined],
    [
      'a body on GET, ignored',
      ['GET', 'Content-Type: application/json\r\nContent-Length: 8\r\n\r\nnonsense'],
      undefined,
    ],
  ])('%s', async (_name, [method, rest], expected) => {
    await open();
    const client = await stage.connect();
    client.send(
      `${method} /api/users/a%7C1/metadata HTTP/1.1\r\n${h}${rest}${rest.includes('\r\n\r\n') ? '' : '\r\n'}`,
    );
    expect((await client.answer())?.status).toBe(200);
    expect(stage.asked[0]?.body).toEqual(expected);
  });

  test.each<[string, string, Partial<V1Request>]>([
    [
      'a path and query as they were sent',
      'GET /api/users/auth0|1/?search=a+b@c.d&x HTTP/1.1\r\n',
      { path: '/api/users/auth0|1/', query: 'search=a+b@c.d&x' },
    ],
    ['a bare question mark', 'GET /api/users/? HTTP/1.1\r\n', { path: '/api/users/', query: '' }],
    ['a bearer', 'GET /api/users HTTP/1.1\r\nAuthorization: Bearer abc\r\n', { authorization: 'abc' }],
    [
      'a bearer in lower case',
      'GET /api/users HTTP/1.1\r\nAuthorization: bearer abc\r\n',
      { authorization: 'abc' },
    ],
    ['a bearer that is empty', 'GET /api/users HTTP/1.1\r\nAuthorization: Bearer\r\n', { authorization: '' }],
    [
      'another scheme as no bearer',
      'GET /api/users?access_token=t HTTP/1.1\r\nAuthorization: Basic abc\r\n',
      { authorization: undefined, query: 'access_token=t' },
    ],
    ['the origin that the client used', 'GET /api/users HTTP/1.1\r\n', { origin: 'http://v1.example:8080' }],
    [
      'X-Forwarded-* of a stranger as nothing',
      'GET /api/users HTTP/1.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\n',
      { origin: 'http://v1.example:8080' },
    ],
  ])('%s', async (_name, head, expected) => {
    await open();
    const client = await stage.connect();
    client.send(`${head}${h}\r\n`);
    expect((await client.answer())?.status).toBe(200);
    expect(stage.asked[0]).toMatchObject(expected);
  });

  test('X-Forwarded-* and X-Request-Id of a trusted proxy', async () => {
    await open({ trustedProxies: ['127.0.0.0/8'] });
    const client = await stage.connect();
    client.send(
      `GET /api/users HTTP/1.1\r\n${h}X-Forwarded-Proto: https\r\nX-Forwarded-Host: api.example, inner\r\nX-Request-Id: edge-1\r\n\r\n`,
    );
    expect(headersOf(await client.answer())['x-request-id']).toBe('edge-1');
    expect(stage.asked[0]).toMatchObject({ origin: 'https://api.example' });
  });

  test('the public URL, if there is one, as the origin', async () => {
    await open({ publicUrl: 'https://v1.example/base' });
    const client = await stage.connect();
    client.send(`GET /api/users HTTP/1.1\r\n${h}\r\n`);
    await client.answer();
    expect(stage.asked[0]?.origin).toBe('https://v1.example/base');
  });
});

describe('an unreadable body', () => {
  const big = 1024 * 1024;

  test.each<[string, string, number]>([
    ['is not JSON', 'Content-Type: application/json\r\nContent-Length: 5\r\n\r\n{"a":', 400],
    ['is not UTF-8', 'Content-Type: application/json\r\nContent-Length: 5\r\n\r\n"\xff\xff\xff"', 400],
    ['is XML', 'Content-Type: text/xml\r\nContent-Length: 4\r\n\r\n<a/>', 400],
    [
      'is compressed',
      'Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}',
      400,
    ],
    [
      'is nested too deep',
      `Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n${'['.repeat(10_000)}`,
      400,
    ],
    [
      'holds a number beyond all bounds',
      'Content-Type: application/json\r\nContent-Length: 11\r\n\r\n{"a":1e400}',
      400,
    ],
    ['says that it is over 1 MiB', `Content-Length: ${big + 1}\r\n\r\n`, 413],
    [
      'turns out to be over 1 MiB',
      `Transfer-Encoding: chunked\r\n\r\n${(big + 1).toString(16)}\r\n${'a'.repeat(big + 1)}`,
      413,
    ],
  ])('that %s is answered in a form that crashes no legacy SDK', async (_name, rest, status) => {
    await open();
    const client = await stage.connect();
    client.send(`POST /api/users HTTP/1.1\r\n${h}${bearer}${rest}`);
    const answer = await client.answer();
    expect(answer?.status).toBe(status);
    expect(JSON.parse(answer?.body.toString() ?? '')).toMatchObject({
      statusCode: status,
      detail: expect.stringMatching(/\S/),
    });
    expect(stage.asked).toHaveLength(0);
  });

  test('that is too large is answered 400 where an SDK takes every other status for success', async () => {
    await open();
    const client = await stage.connect();
    client.send(`PUT /api/connections/acme HTTP/1.1\r\n${h}${bearer}Content-Length: ${big + 1}\r\n\r\n`);
    const answer = await client.answer();
    expect(answer?.status).toBe(400);
    expect(JSON.parse(answer?.body.toString() ?? '')).toMatchObject({
      statusCode: 400,
      detail: expect.stringMatching(/too large/),
    });
    expect(stage.asked).toHaveLength(0);
  });

  test('does not include one of exactly 1 MiB, which is read', async () => {
    await open();
    const client = await stage.connect();
    client.send(
      `POST /api/users HTTP/1.1\r\n${h}${bearer}Content-Type: application/json\r\nContent-Length: ${big}\r\n\r\n"${'a'.repeat(big - 2)}"`,
    );
    expect((await client.answer())?.status).toBe(200);
    expect(stage.asked[0]?.body).toHaveLength(big - 2);
  });

  test('that comes too slowly is answered 408', async () => {
    await open({ timeouts: { headersTimeout: 50, requestTimeout: 60, connectionsCheckingInterval: 10 } });
    const client = await stage.connect();
    client.send(`POST /api/users HTTP/1.1\r\n${h}${bearer}Content-Length: 10\r\n\r\n{`);
    const answer = await client.answer();
    expect(answer?.status).toBe(408);
    expect(JSON.parse(answer?.body.toString() ?? '')).toMatchObject({ statusCode: 408 });
    await client.closed();
    expect(stage.asked).toHaveLength(0);
  });

  test('whose header comes too slowly is answered 408 as well', async () => {
    await open({ timeouts: { headersTimeout: 50, requestTimeout: 60, connectionsCheckingInterval: 10 } });
    const client = await stage.connect();
    client.send('POST /api/users HTTP/1.1\r\nHost');
    expect((await client.answer())?.status).toBe(408);
    await client.closed();
  });
});

describe('a client that disconnects', () => {
  test.each<[string, (client: RawClient) => void]>([
    [
      'closes',
      (client) => {
        client.destroy();
      },
    ],
    ['is reset', (client) => void client.socket.resetAndDestroy()],
    ['says that it will say no more', (client) => void client.socket.end()],
  ])(
    'because it %s while the pipeline works cancels the request, which is logged as 499',
    async (_name, leave) => {
      let begun: () => void = () => undefined;
      const working = new Promise<void>((resolve) => (begun = resolve));
      let cancelled: Promise<string | undefined> | undefined;
      await open({
        answer: ({ signal }) => {
          const stopped = new Promise<string | undefined>((resolve) =>
            signal.once('abort', () => {
              resolve(signal.reason);
            }),
          );
          cancelled = stopped;
          begun();
          return stopped.then(() => ({ ...jsonReply(null), status: 499 }));
        },
      });
      const client = await stage.connect();
      client.send(`POST /api/users HTTP/1.1\r\n${h}${bearer}Content-Length: 2\r\n\r\n{}`);
      await working;
      leave(client);
      expect(await cancelled).toBe('client-closed-request');
      const line = {
        msg: 'request',
        status: 499,
        route: 'users.create',
        client_id: 'legacy',
        upstreamCalls: 1,
      };
      await stage.line(line);
      expect(stage.logged().filter(({ msg }) => msg === 'request')).toHaveLength(1);
    },
  );

  test('in the middle of its body never reaches the pipeline', async () => {
    await open();
    const client = await stage.connect();
    client.send(`POST /api/users HTTP/1.1\r\n${h}${bearer}Content-Length: 10\r\n\r\n{`);
    client.socket.resetAndDestroy();
    const probe = await stage.connect();
    probe.send(`GET /api/users HTTP/1.1\r\n${h}\r\n`);
    expect((await probe.answer())?.status).toBe(200);
    expect(stage.asked).toHaveLength(1);
  });
});

test('a request that exceeds its deadline is cancelled as upstream-timeout', async () => {
  await open({
    timeoutMs: 20,
    answer: ({ signal }) =>
      new Promise((resolve) =>
        signal.once('abort', () => {
          resolve({ ...jsonReply(signal.reason), status: 504 });
        }),
      ),
  });
  const client = await stage.connect();
  client.send(`GET /api/users HTTP/1.1\r\n${h}\r\n`);
  expect(await client.answer()).toMatchObject({ status: 504, body: Buffer.from('"upstream-timeout"') });
});

describe('CORS', () => {
  test('allows a preflight, which does not reach the pipeline', async () => {
    await open();
    const client = await stage.connect();
    client.send(
      `OPTIONS /api/users/a%7C1 HTTP/1.1\r\n${h}Origin: https://app.example\r\nAccess-Control-Request-Method: PATCH\r\nAccess-Control-Request-Headers: authorization, x-custom\r\n\r\n`,
    );
    const answer = await client.answer();
    expect(answer?.status).toBe(200);
    expect(headersOf(answer)).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': expect.stringContaining('PATCH'),
      'access-control-allow-headers': 'Authorization, Content-Type, x-custom',
      'content-length': '0',
    });
    expect(stage.asked).toHaveLength(0);
  });

  test('lets a page read the answer and its Link', async () => {
    await open();
    const client = await stage.connect();
    client.send(`GET /api/users HTTP/1.1\r\n${h}Origin: https://app.example\r\n\r\n`);
    expect(headersOf(await client.answer())).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-expose-headers': expect.stringContaining('Link'),
    });
  });
});

describe('POST /oauth/token', () => {
  const json = 'Content-Type: application/json\r\n';

  async function post(type: string, body: string, more = '') {
    const client = await stage.connect();
    client.send(
      `POST /oauth/token HTTP/1.1\r\n${h}${type}${more}Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    return client.answer();
  }

  test.each<[string, string, [type: string, more?: string]]>([
    ['JSON', '{"client_id":"a","client_secret":"b","grant_type":"client_credentials"}', [json, '']],
    [
      'a form with type=web_server',
      'client_id=a&client_secret=b&type=web_server&grant_type=client_credentials',
      ['Content-Type: application/x-www-form-urlencoded\r\n', ''],
    ],
    [
      'an empty audience',
      '{"client_id":"a","client_secret":"b","grant_type":"client_credentials","audience":""}',
      [json, ''],
    ],
    [
      'an old Authorization left on (ruby 4.13)',
      '{"client_id":"a","client_secret":"b","grant_type":"client_credentials"}',
      [json, 'Authorization: Bearer old\r\n'],
    ],
  ])('with %s gets v1’s answer', async (_name, body, [type, more]) => {
    await open();
    const answer = await post(type, body, more);
    expect(answer?.status).toBe(200);
    expect(answer?.body.toString()).toBe('{"access_token":"token-of-a","token_type":"bearer"}');
    expect(headersOf(answer)).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json; charset=utf-8',
    });
  });

  test.each<[string, GatewayError, [status: number, word: string]]>([
    ['an unknown client', new GatewayError('client-unknown'), [404, 'invalid_client']],
    ['a wrong secret', new GatewayError('client-secret-wrong'), [401, 'access_denied']],
  ])(
    'with %s is refused in OAuth’s error codes, without the secret',
    async (_name, error, [status, word]) => {
      await open({ issue: () => Promise.reject(error) });
      const answer = await post(
        json,
        '{"client_id":"a","client_secret":"hush","grant_type":"client_credentials"}',
      );
      expect(answer?.status).toBe(status);
      expect(JSON.parse(answer?.body.toString() ?? '')).toMatchObject({
        error: word,
        error_description: expect.stringMatching(/\S/),
        detail: expect.stringMatching(/\S/),
      });
      expect(answer?.body.toString()).not.toContain('hush');
      expect(JSON.stringify(stage.logged())).not.toContain('hush');
    },
  );

  test.each([
    ['no client_id', '{"client_secret":"b","grant_type":"client_credentials"}'],
    ['no secret', '{"client_id":"a","grant_type":"client_credentials"}'],
    ['a secret that is a number', '{"client_id":"a","client_secret":1,"grant_type":"client_credentials"}'],
  ])('with %s is a bad request', async (_name, body) => {
    await open();
    expect(await post(json, body)).toMatchObject({ status: 400 });
  });
});
