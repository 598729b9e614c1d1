import { afterEach, describe, expect, test } from '@jest/globals';
import type { MirroredAnswer, Mirroring } from '../../src/gateway/pass-through/mirror.js';
import { startRawTenant, type RawTenant } from './raw-tenant.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
let v1: RawTenant;

afterEach(async () => {
  await stage.close();
  await v1.close();
});

const deaf: Mirroring = {
  servesV1: true,
  isOurs: () => false,
  whose: broken,
  client: () => undefined,
  replied: broken,
  answered: broken,
  granted: broken,
};

/** A v1 whose answers have this many bytes. */
async function open(bytes: number, shadow: Partial<Mirroring>): Promise<void> {
  const answer = `HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n${'x'.repeat(bytes)}`;
  v1 = await startRawTenant((socket, text) => {
    if (text.includes('\r\n\r\n')) socket.write(answer);
  });
  stage = await openStage({
    upstreamUrl: 'http://127.0.0.1:9',
    v1Url: v1.url,
    shadow: { ...deaf, ...shadow },
  });
}

function broken(): never {
  throw new Error('a listener with a fault');
}

function ask(method = 'GET'): Promise<Response> {
  return fetch(`${stage.http}/api/users`, { method, headers: { authorization: 'Bearer opaque' } });
}

function askFor(method: string, path: string): Promise<Response> {
  const body = method === 'GET' ? null : '{}';
  const headers = { authorization: 'Bearer opaque', 'content-type': 'application/json' };
  return fetch(`${stage.http}${path}`, { method, headers, body });
}

describe('a mirror listener', () => {
  test.each([true, false])('can throw without an effect on any request (v1 serves: %s)', async (servesV1) => {
    await open(10, { servesV1 });
    for (let n = 0; n < 3; n += 1) expect((await ask()).status).toBe(200);
    const line = await stage.line({ msg: 'internal error while comparing' });
    expect(line['error']).toBe('Error: a listener with a fault');
  });

  test('receives a whole answer up to 256 KiB, and of a longer one no body', async () => {
    for (const [bytes, kept] of [
      [256 * 1024, 256 * 1024],
      [256 * 1024 + 1, undefined],
    ] as const) {
      const heard: MirroredAnswer[] = [];
      await open(bytes, { answered: (_read, answer) => heard.push(answer) });
      expect((await (await ask()).text()).length).toBe(bytes);
      expect(heard.map(({ status, body }) => [status, body?.length])).toEqual([[200, kept]]);
      await stage.close();
      await v1.close();
    }
  });

  test('is not called for a write or a HEAD', async () => {
    const heard: string[] = [];
    await open(0, { answered: ({ route }) => heard.push(route) });
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'GET']) await (await ask(method)).text();
    expect(heard).toHaveLength(1);
  });
});

describe('a v1 that serves and is unreachable', () => {
  test.each([
    ['GET', '/api/connections/a', 502],
    ['PUT', '/api/connections/a', 400],
    ['PUT', '/api/users/a/email', 502],
  ])(
    'is reported for %s %s with %i: some clients take all statuses but 400 for success',
    async (method, path, status) => {
      await open(0, {});
      await v1.close();
      const answer = await askFor(method, path);
      expect(answer.status).toBe(status);
      const message = 'The tenant could not be reached.';
      expect(await answer.json()).toMatchObject({ error: 'bad_gateway', message, statusCode: status });
    },
  );
});

describe('a v1 that serves and breaks the connection off', () => {
  test.each([
    { method: 'GET', path: '/api/connections/a', status: 502, isOpen: false },
    { method: 'PUT', path: '/api/connections/a', status: 400, isOpen: true },
    { method: 'PUT', path: '/api/users/a/email', status: 502, isOpen: true },
  ])('leaves it open whether $method $path was made: $isOpen', async ({ method, path, status, isOpen }) => {
    v1 = await startRawTenant((socket) => socket.resetAndDestroy());
    stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9', v1Url: v1.url, shadow: deaf });
    const answer = await askFor(method, path);
    expect(answer.status).toBe(status);
    const { message } = (await answer.json()) as { message: string };
    expect(message.includes('Look whether it was made')).toBe(isOpen);
  });
});

describe('a v1 that serves and got', () => {
  test.each([
    { rest: 'is not HTTP', sent: 'zz\r\n', status: 400, message: 'The request is not HTTP.' },
    { rest: 'is late', sent: '', status: 408, message: 'The request came in too slowly.' },
  ])('a part of a write whose rest $rest has not made it', async ({ sent, status, message }) => {
    v1 = await startRawTenant(() => undefined);
    const timeouts = { headersTimeout: 100, requestTimeout: 300, connectionsCheckingInterval: 10 };
    stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9', v1Url: v1.url, shadow: deaf, timeouts });
    const client = await stage.connect();
    client.send(
      'PUT /api/users/a/email HTTP/1.1\r\nHost: v1.test\r\nAuthorization: Bearer opaque\r\n' +
        'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
    );
    await v1.until(() => v1.received().includes('half'));
    client.send(sent);
    const answer = await client.answer();
    expect(answer?.status).toBe(status);
    expect(JSON.parse(answer?.body.toString() ?? '')).toMatchObject({ message, statusCode: status });
  });
});

test.each([
  { method: 'PUT', path: '/api/connections/a', status: 400 },
  { method: 'PUT', path: '/api/users/a/email', status: 502 },
])(
  'a v1 that serves and breaks off the TLS handshake has got nothing of $method $path',
  async ({ method, path, status }) => {
    v1 = await startRawTenant((socket) => socket.resetAndDestroy());
    const v1Url = v1.url.replace('http:', 'https:');
    stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9', v1Url, shadow: deaf });
    const answer = await askFor(method, path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ message: 'The tenant could not be reached.' });
    await stage.line({ error: 'upstream-unreachable', reason: 'ECONNRESET' });
  },
);

test('a write is not made that waits for the handshake of the v1 that serves until its time is over', async () => {
  v1 = await startRawTenant(() => undefined);
  const v1Url = v1.url.replace('http:', 'https:');
  stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9', v1Url, shadow: deaf, timeoutMs: 50 });
  const answer = await askFor('PUT', '/api/users/a/email');
  expect(answer.status).toBe(504);
  expect(await answer.json()).toMatchObject({ message: 'The tenant did not answer in time.' });
});
