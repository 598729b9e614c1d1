import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { GatewayError, type ErrorDetails } from '../../../src/errors/gateway-error.js';
import { isUnsent } from '../../../src/errors/is-unsent.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import type { BearerSource } from '../../../src/upstream/exchange.js';
import { createUpstream, type TenantUpstream, type UpstreamOptions } from '../../../src/upstream/upstream.js';
import { failureOf } from '../../support/failure-of.js';
import { keptOpen } from './kept-open.js';
import { sendJson, signalled, startRawTenant, startTenant, type TenantDouble } from './tenant-double.js';

const keep = keptOpen();

function upstreamOf(
  tenant: Pick<TenantDouble, 'url'>,
  options: Partial<UpstreamOptions> = {},
): TenantUpstream {
  return keep(createUpstream({ url: tenant.url, ...options }));
}

function get(upstream: TenantUpstream, bearer?: BearerSource, signal = new Cancellation()) {
  return upstream.send({ method: 'GET', path: '/api/v2/users/auth0%7C1' }, bearer, signal);
}

/** Hands out `tokens` in turn, the next one after each renewal. */
function bearerOf(...tokens: string[]): BearerSource & { readonly refused: string[] } {
  const refused: string[] = [];
  return {
    refused,
    current: () => Promise.resolve(tokens[0] ?? ''),
    renew: (token) => {
      refused.push(token);
      return Promise.resolve(tokens[refused.length] ?? tokens.at(-1) ?? '');
    },
  };
}

describe('a call to the tenant', () => {
  test('has the base path, the encoded path and the query in order', async () => {
    const tenant = keep(
      await startTenant((response) => {
        sendJson(response, 200, {});
      }),
    );
    const upstream = upstreamOf({ url: `${tenant.url}/tenant/` });
    await upstream.send(
      {
        method: 'GET',
        path: '/api/v2/users/auth0%7C1',
        query: [
          ['q', 'email:"a+b@c.d" & name:ü?#'],
          ['page', '0'],
          ['q', ''],
        ],
      },
      undefined,
      new Cancellation(),
    );
    expect(tenant.seen[0]?.url).toBe(
      '/tenant/api/v2/users/auth0%7C1?q=email%3A%22a%2Bb%40c.d%22%20%26%20name%3A%C3%BC%3F%23&page=0&q=',
    );
  });

  test('has only the headers it needs, and without a body no content type and no length', async () => {
    const tenant = keep(
      await startTenant((response) => {
        sendJson(response, 200, {});
      }),
    );
    await get(upstreamOf(tenant), bearerOf('t1'));
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(tenant.seen[0]?.headers).toEqual({
      host: new URL(tenant.url).host,
      connection: 'keep-alive',
      accept: 'application/json',
      'user-agent': `holdover/${version}`,
      authorization: 'Bearer t1',
    });
  });

  test('has a JSON body with its exact length in bytes', async () => {
    const tenant = keep(
      await startTenant((response) => {
        sendJson(response, 201, { ok: true });
      }),
    );
    const body = { name: 'Zoë 🙂', nothing: null };
    const answer = await upstreamOf(tenant).send(
      { method: 'POST', path: '/api/v2/users', body },
      bearerOf('t1'),
      new Cancellation(),
    );
    expect(answer).toEqual({ status: 201, body: { ok: true } });
    expect(JSON.parse(tenant.seen[0]?.body ?? '')).toEqual(body);
    expect(tenant.seen[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(JSON.stringify(body))),
    });
  });

  test('shares a few connections with many other calls', async () => {
    const tenant = keep(
      await startTenant((response) => {
        sendJson(response, 200, {});
      }),
    );
    const upstream = upstreamOf(tenant, { connections: 2 });
    const read = (n: number) => ({ method: 'GET', path: `/api/v2/users/${n}` });
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => upstream.send(read(n), undefined, new Cancellation())),
    );
    expect(tenant.seen).toHaveLength(40);
    expect(tenant.connections()).toBeLessThanOrEqual(2);
  });

  test.each([
    ['an empty id', '/api/v2/users/'],
    ['an empty id in the middle', '/api/v2/users//identities'],
    ['dots', '/api/v2/users/..'],
    ['one dot before more', '/api/v2/users/./identities'],
    ['encoded dots', '/api/v2/users/%2E%2e'],
    ['dots behind an encoded slash', '/api/v2/users/auth0%7C..%2F..%2Fclients'],
    ['dots before an encoded slash', '/api/v2/users/a/identities/google-oauth2/..%2f..%2F..%2Fclients'],
    ['encoded dots between encoded backslashes', '/api/v2/users/a%5c%2e%2E%5Cclients'],
    ['one dot behind an encoded slash', '/api/v2/users/a%2F.'],
    ['a query of its own', '/api/v2/users?all=true'],
    ['a fragment', '/api/v2/users/a#b'],
    ['another host', '//evil.example/api/v2/users'],
    ['an absolute URL', 'http://evil.example/api/v2/users'],
    ['a line break', '/api/v2/users/a\r\nx: y'],
    ['a stray percent sign', '/api/v2/users/100%'],
  ])('whose path has %s is not sent', async (_what, path) => {
    const tenant = keep(
      await startTenant((response) => {
        sendJson(response, 200, {});
      }),
    );
    const error = await failureOf(
      upstreamOf(tenant).send({ method: 'DELETE', path }, undefined, new Cancellation()),
    );
    expect(error.code).toBe('request-malformed');
    expect(tenant.connections()).toBe(0);
  });

  test.each(['/api/v2/users/ad%7Corg%2Fteam%2Fjane', '/api/v2/users/a..b%2F...%2F.c', '/api/v2/users/a%5Cb'])(
    'to the path %s is sent with that path unchanged',
    async (path) => {
      const tenant = keep(
        await startTenant((response) => {
          sendJson(response, 200, {});
        }),
      );
      await upstreamOf(tenant).send({ method: 'GET', path }, undefined, new Cancellation());
      expect(tenant.seen[0]).toMatchObject({ url: path });
    },
  );

  test.each(['', 'a b', 'a\r\nx-evil: 1', 'tökén', 'a\0'])(
    'with the bearer %j is not sent',
    async (token) => {
      const tenant = keep(
        await startTenant((response) => {
          sendJson(response, 200, {});
        }),
      );
      const error = await failureOf(get(upstreamOf(tenant), bearerOf(token)));
      expect(error.code).toBe('token-invalid');
      expect(tenant.connections()).toBe(0);
    },
  );

  test('with a lone surrogate in the query fails with request-malformed', async () => {
    const tenant = keep(
      await startTenant((response) => {
        sendJson(response, 200, {});
      }),
    );
    const error = await failureOf(
      upstreamOf(tenant).send(
        { method: 'GET', path: '/api/v2/users', query: [['q', '\ud800']] },
        undefined,
        new Cancellation(),
      ),
    );
    expect(error.code).toBe('request-malformed');
  });
});

describe('answers and failures of the tenant', () => {
  test.each<[string, string, unknown]>([
    ['an empty 200', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', undefined],
    ['a bare number', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n0', 0],
    [
      'JSON under another content type',
      'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\n[]',
      [],
    ],
    ['a byte order mark', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n\uFEFF{}', {}],
    ['chunks that cut a letter', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', { n: 'ü' }],
    ['no length at all', 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"a":1}', { a: 1 }],
    [
      'an early hint',
      'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}',
      {},
    ],
  ])('%s is read', async (what, raw, body) => {
    const tenant = keep(
      await startRawTenant((socket) => {
        socket.write(raw);
        if (what.startsWith('chunks')) {
          const bytes = Buffer.from('{"n":"ü"}');
          for (const part of [bytes.subarray(0, 7), bytes.subarray(7)]) {
            socket.write(
              Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]),
            );
          }
          socket.write('0\r\n\r\n');
        }
        if (what.startsWith('no length')) socket.end();
      }),
    );
    expect((await get(upstreamOf(tenant))).body).toEqual(body);
  });

  test('a connection with bytes after its answer is not used again', async () => {
    const tenant = keep(
      await startRawTenant((socket, index) => {
        if (index === 0)
          socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n\r\nstolen');
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{"b":2}');
      }),
    );
    const upstream = upstreamOf(tenant, { connections: 1 });
    await get(upstream);
    expect((await get(upstream)).body).toEqual({ b: 2 });
  });

  test('a reset before the answer fails with upstream-lost: the tenant may have acted', async () => {
    const tenant = keep(await startRawTenant((socket) => socket.resetAndDestroy()));
    expect((await failureOf(get(upstreamOf(tenant)))).code).toBe('upstream-lost');
  });

  test('a reset within the answer fails with upstream-unreadable: the tenant may have acted', async () => {
    const tenant = keep(
      await startRawTenant((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{"a"', () => socket.resetAndDestroy());
      }),
    );
    expect((await failureOf(get(upstreamOf(tenant)))).code).toBe('upstream-unreadable');
  });

  test('a port without a server fails with upstream-unreachable', async () => {
    const server = createNetServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const error = await failureOf(get(upstreamOf({ url: `http://127.0.0.1:${port}` })));
    expect(error.code).toBe('upstream-unreachable');
    expect(String(error.cause)).toContain('ECONNREFUSED');
  });

  test.each([
    ['no answer', ''],
    ['half an answer', 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{"a"'],
  ])('%s in time fails with upstream-timeout', async (_what, raw) => {
    const tenant = keep(
      await startRawTenant((socket) => {
        socket.write(raw);
      }),
    );
    const error = await failureOf(get(upstreamOf(tenant, { headersTimeoutMs: 40 })));
    expect(error.code).toBe('upstream-timeout');
  });

  test.each([
    ['its length', (body: string) => `content-length: ${body.length}\r\n\r\n${body}`],
    [
      'its chunks',
      (body: string) =>
        `transfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ],
  ])('an answer over the limit by %s is refused, and one at the limit is read', async (_what, frame) => {
    const text = JSON.stringify('x'.repeat(998));
    const tenant = keep(
      await startRawTenant((socket, index) => {
        socket.write(`HTTP/1.1 200 OK\r\n${frame(index === 0 ? text : `${text} `)}`);
      }),
    );
    const upstream = upstreamOf(tenant, { maxAnswerBytes: 1000 });
    expect((await get(upstream)).body).toBe('x'.repeat(998));
    expect((await failureOf(get(upstream))).code).toBe('upstream-unreadable');
  });

  test('an error holds nothing that the tenant sent', async () => {
    const tenant = keep(
      await startRawTenant((socket, index) => {
        if (index === 0) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{canary-secret');
        else if (index === 1) socket.end('canary-secret what\r\n\r\n');
        else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n{canary-secret');
      }),
    );
    const upstream = upstreamOf(tenant);
    for (let index = 0; index < 3; index++) {
      const error = await failureOf(get(upstream, bearerOf('canary-secret')));
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('canary-secret');
    }
  });
});

describe('a refusal of v2', () => {
  test('keeps the status, errorCode and message of v2', async () => {
    const body = {
      statusCode: 404,
      error: 'Not Found',
      message: 'The user does not exist.',
      errorCode: 'inexistent_user',
    };
    const tenant = keep(
      await startTenant((response) => {
        sendJson(response, 404, body);
      }),
    );
    const error = await failureOf(get(upstreamOf(tenant)));
    expect(error.code).toBe('upstream-refused');
    expect(error.details).toEqual({
      upstreamStatus: 404,
      upstreamCode: 'inexistent_user',
      message: 'The user does not exist.',
    });
  });

  test('says when to come back', async () => {
    const now = Date.parse('2026-11-23T12:00:00.500Z');
    const tenant = keep(
      await startTenant((response) => {
        response.setHeader('x-ratelimit-reset', String(Math.floor(now / 1000) + 2));
        sendJson(response, 429, { errorCode: 'too_many_requests', message: 'Global limit has been reached' });
      }),
    );
    const error = await failureOf(get(upstreamOf(tenant, { now: () => now, resilience: false })));
    expect(error.details).toMatchObject({ upstreamStatus: 429, retryAfterS: 2 });
  });

  test('by a redirect is not followed, so that the bearer goes to one host alone', async () => {
    const elsewhere = keep(
      await startTenant((response) => {
        sendJson(response, 200, {});
      }),
    );
    const tenant = keep(
      await startTenant((response) => {
        response.writeHead(302, { location: `${elsewhere.url}/api/v2/users` }).end();
      }),
    );
    const error = await failureOf(get(upstreamOf(tenant), bearerOf('t1')));
    expect(error.code).toBe('upstream-refused');
    expect(error.details.upstreamStatus).toBe(302);
    expect(elsewhere.connections()).toBe(0);
  });
});

describe('a 401', () => {
  test('renews the bearer and repeats the call once', async () => {
    const tenant = keep(
      await startTenant((response, { headers }) => {
        sendJson(response, headers.authorization === 'Bearer t2' ? 200 : 401, { ok: true });
      }),
    );
    const bearer = bearerOf('t1', 't2');
    const answer = await upstreamOf(tenant).send(
      { method: 'PATCH', path: '/api/v2/users/1', body: { blocked: true } },
      bearer,
      new Cancellation(),
    );
    expect(answer.status).toBe(200);
    expect(bearer.refused).toEqual(['t1']);
    expect(tenant.seen.map(({ body }) => body)).toEqual(['{"blocked":true}', '{"blocked":true}']);
  });

  test('to the repeated call is a refusal, without a third call', async () => {
    const tenant = keep(
      await startTenant((response) => {
        sendJson(response, 401, { message: 'Invalid token' });
      }),
    );
    const error = await failureOf(get(upstreamOf(tenant), bearerOf('t1', 't2', 't3')));
    expect(error.details).toEqual({ upstreamStatus: 401, message: 'Invalid token' });
    expect(tenant.seen).toHaveLength(2);
  });

  test.each<[string, BearerSource | undefined]>([
    ['with a bearer that cannot be renewed', bearerOf('t1')],
    ['without a bearer', undefined],
  ])('%s is a refusal at once', async (_what, bearer) => {
    const tenant = keep(
      await startTenant((response) => {
        sendJson(response, 401, { message: 'Invalid token' });
      }),
    );
    expect((await failureOf(get(upstreamOf(tenant), bearer))).details.upstreamStatus).toBe(401);
    expect(tenant.seen).toHaveLength(1);
  });

  test('whose renewal fails ends in the error of the renewal', async () => {
    const tenant = keep(
      await startTenant((response) => {
        sendJson(response, 401, {});
      }),
    );
    const refusal = new Error('no more tokens');
    const bearer = { current: () => Promise.resolve('t1'), renew: () => Promise.reject(refusal) };
    await expect(get(upstreamOf(tenant), bearer)).rejects.toBe(refusal);
  });

  test.each<[GatewayError['code'], ErrorDetails]>([
    ['upstream-refused', { upstreamStatus: 503 }],
    ['upstream-timeout', {}],
    ['upstream-unreachable', { broke: 'under-way' }],
  ])(
    'to a write means that nothing has changed, even where the renewal fails with %s %j',
    async (code, details) => {
      const tenant = keep(
        await startTenant((response) => {
          sendJson(response, 401, {});
        }),
      );
      const fails = (): Promise<string> => Promise.reject(new GatewayError(code, details));
      const write = { method: 'PATCH', path: '/api/v2/users/1', body: {} };
      const bearers = [
        { current: fails, renew: fails },
        { current: () => 't1', renew: fails },
      ];
      for (const bearer of bearers) {
        const error = await failureOf(upstreamOf(tenant).send(write, bearer, new Cancellation()));
        expect([error.code, isUnsent(error)]).toEqual([code, true]);
      }
    },
  );
});

describe('a call with a cancellation signal', () => {
  test('leaves no listener on the signal when it is over', async () => {
    const tenant = keep(
      await startTenant((response, _seen, index) => {
        sendJson(response, index === 0 ? 200 : 404, {});
      }),
    );
    const upstream = upstreamOf(tenant);
    const signal = new Cancellation();
    await get(upstream, bearerOf('t1'), signal);
    await failureOf(get(upstream, bearerOf('t1'), signal));
    expect(signal.listenerCount('abort')).toBe(0);
  });

  test('is not sent when the signal was cancelled before', async () => {
    const tenant = keep(
      await startTenant((response) => {
        sendJson(response, 200, {});
      }),
    );
    const signal = new Cancellation();
    signal.cancel('client-closed-request');
    expect((await failureOf(get(upstreamOf(tenant), bearerOf('t1'), signal))).code).toBe(
      'client-closed-request',
    );
    expect(tenant.connections()).toBe(0);
  });

  test.each(['client-closed-request', 'upstream-timeout'] as const)(
    'ends with %s at once when it is cancelled under way, and releases its connection',
    async (reason) => {
      const asked = signalled();
      const hungUp = signalled();
      const tenant = keep(
        await startTenant((response, _seen, index) => {
          if (index > 0) {
            sendJson(response, 200, { index });
            return;
          }
          response.on('close', hungUp.happen);
          asked.happen();
        }),
      );
      const upstream = upstreamOf(tenant, { connections: 1, headersTimeoutMs: 0 });
      const signal = new Cancellation();
      const failure = failureOf(get(upstream, undefined, signal));
      await asked.happened;
      signal.cancel(reason);
      expect((await failure).code).toBe(reason);
      await hungUp.happened;
      expect((await get(upstream)).body).toEqual({ index: 1 });
      expect(signal.listenerCount('abort')).toBe(0);
    },
  );

  test.each(['client-closed-request', 'upstream-timeout'] as const)(
    'was certainly not sent where %s comes before it has a connection, and may have been where it has one',
    async (reason) => {
      const asked = signalled();
      const tenant = keep(await startTenant(asked.happen));
      const upstream = upstreamOf(tenant, { connections: 1, headersTimeoutMs: 0, resilience: false });
      const signal = new Cancellation();
      const write = () =>
        failureOf(upstream.send({ method: 'PATCH', path: '/api/v2/users/1', body: {} }, undefined, signal));
      const sent = write();
      await asked.happened;
      const queued = write();
      signal.cancel(reason);
      const failures = await Promise.all([sent, queued, write()]);
      expect(failures.map(({ code }) => code)).toEqual([reason, reason, reason]);
      expect(failures.map(isUnsent)).toEqual([false, true, true]);
      expect(tenant.seen).toHaveLength(1);
    },
  );

  test('releases its connection when it is cancelled within its answer', async () => {
    const half = 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{"a"';
    const begun = signalled();
    const tenant = keep(
      await startRawTenant((socket, index) => {
        socket.write(index === 0 ? half : 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}', begun.happen);
      }),
    );
    const upstream = upstreamOf(tenant, { connections: 1, headersTimeoutMs: 0 });
    const signal = new Cancellation();
    const failure = failureOf(get(upstream, undefined, signal));
    await begun.happened;
    signal.cancel('client-closed-request');
    expect((await failure).code).toBe('client-closed-request');
    expect((await get(upstream)).body).toEqual({});
  });

  test('fails at once when it is cancelled in the queue, and is never sent', async () => {
    const first = signalled();
    let finishFirst = (): void => undefined;
    const tenant = keep(
      await startTenant((response, { url }, index) => {
        if (index > 0) {
          sendJson(response, 200, { url });
          return;
        }
        finishFirst = () => {
          sendJson(response, 200, { url });
        };
        first.happen();
      }),
    );
    const upstream = upstreamOf(tenant, { connections: 1, headersTimeoutMs: 0 });
    const running = get(upstream);
    await first.happened;
    const queued = Array.from({ length: 20 }, () => new Cancellation());
    const failures = queued.map((signal) =>
      failureOf(upstream.send({ method: 'DELETE', path: '/api/v2/users/queued' }, undefined, signal)),
    );
    const last = upstream.send({ method: 'GET', path: '/api/v2/users/last' }, undefined, new Cancellation());
    for (const signal of queued) signal.cancel('client-closed-request');
    expect((await Promise.all(failures)).map(({ code }) => code)).toEqual(
      queued.map(() => 'client-closed-request'),
    );
    finishFirst();
    await running;
    expect((await last).body).toEqual({ url: '/api/v2/users/last' });
    expect(tenant.seen.map(({ url }) => url)).toEqual(['/api/v2/users/auth0%7C1', '/api/v2/users/last']);
  });

  test('does not wait, once cancelled, for a bearer that others wait for as well', async () => {
    const tenant = keep(
      await startTenant((response) => {
        sendJson(response, 200, {});
      }),
    );
    const signal = new Cancellation();
    const never = new Promise<string>(() => undefined);
    const failure = failureOf(get(upstreamOf(tenant), { current: () => never, renew: () => never }, signal));
    signal.cancel('upstream-timeout');
    expect((await failure).code).toBe('upstream-timeout');
    expect(tenant.connections()).toBe(0);
  });
});

describe('the token endpoint', () => {
  const form = { grant_type: 'client_credentials', client_id: 'a b', client_secret: 'ü&=+' };

  test('gets the form, and any status is an answer', async () => {
    const refusal = { error: 'access_denied', error_description: 'Unauthorized' };
    const tenant = keep(
      await startTenant((response) => {
        response.setHeader('retry-after', '7');
        sendJson(response, 401, refusal);
      }),
    );
    const upstream = upstreamOf({ url: `${tenant.url}/tenant` });
    expect(await upstream.exchange(form)).toEqual({ status: 401, body: refusal, retryAfterS: 7 });
    const [seen] = tenant.seen;
    expect(seen?.url).toBe('/tenant/oauth/token');
    expect(seen?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(seen?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(seen?.body))).toEqual(form);
  });

  test('can refuse with a page instead of JSON', async () => {
    const tenant = keep(await startTenant((response) => response.writeHead(403).end('<html>')));
    expect(await upstreamOf(tenant).exchange(form)).toEqual({ status: 403, body: undefined });
  });

  test.each([
    [401, '<html>'],
    [404, '\uFEFF\r\n<!DOCTYPE html>'],
  ])('fails with upstream-unreadable where a page with %i would blame the client', async (status, page) => {
    const tenant = keep(await startTenant((response) => response.writeHead(status).end(page)));
    expect((await failureOf(upstreamOf(tenant).exchange(form))).code).toBe('upstream-unreadable');
  });

  test.each(['', 'Not Found'])('can refuse with 404 and %j: v1 wrote texts', async (text) => {
    const tenant = keep(await startTenant((response) => response.writeHead(404).end(text)));
    expect(await upstreamOf(tenant).exchange(form)).toEqual({ status: 404, body: undefined });
  });

  test('fails with upstream-unreadable when it grants with a page', async () => {
    const tenant = keep(await startTenant((response) => response.writeHead(200).end('<html>')));
    expect((await failureOf(upstreamOf(tenant).exchange(form))).code).toBe('upstream-unreadable');
  });

  test('is cut off by a deadline of its own when it sends its answer slowly', async () => {
    const tenant = keep(
      await startRawTenant((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
        const drip = setInterval(() => socket.write(' '), 5);
        socket.on('close', () => {
          clearInterval(drip);
        });
      }),
    );
    const error = await failureOf(upstreamOf(tenant, { exchangeTimeoutMs: 60 }).exchange(form));
    expect(error.code).toBe('upstream-timeout');
  });
});

test('close() lets the calls under way finish', async () => {
  const asked = signalled();
  let finish = (): void => undefined;
  const tenant = keep(
    await startTenant((response) => {
      finish = () => {
        sendJson(response, 200, { done: true });
      };
      asked.happen();
    }),
  );
  const upstream = createUpstream({ url: tenant.url });
  const running = get(upstream);
  await asked.happened;
  const closed = upstream.close();
  finish();
  expect((await running).body).toEqual({ done: true });
  await closed;
  expect((await failureOf(get(upstream))).code).toBe('upstream-unreachable');
});
