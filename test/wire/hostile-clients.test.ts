import { connect } from 'node:net';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { usualBounds } from '../../src/gateway/limits/bounds.js';
import type { V1Reply } from '../../src/pipeline/exchange.js';
import { headersOf, type RawClient } from './raw-client.js';
import { startRawTenant, type RawTenant } from './raw-tenant.js';
import { jsonReply, openStage, type Stage } from './stage.js';

const h = 'Host: v1.example\r\n';
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

let tenant: RawTenant | undefined;
let stage: Stage;

afterEach(async () => {
  await stage.close();
  await tenant?.close();
  tenant = undefined;
});

/** A tenant that answers every request except those to /slow. */
async function open(more: Partial<Parameters<typeof openStage>[0]> = {}): Promise<RawTenant> {
  const started = await startRawTenant((socket, text) => {
    if (text.includes('\r\n\r\n') && !text.includes(' /slow ')) socket.write(ok);
  });
  tenant = started;
  stage = await openStage({ upstreamUrl: started.url, ...more });
  return started;
}

describe('a connection reset', () => {
  test('behind a CONNECT that waits for an earlier answer affects that connection only', async () => {
    const { received, until, open: openToTenant } = await open();
    const client = await stage.connect();
    client.send(`GET /slow HTTP/1.1\r\n${h}\r\nCONNECT a:1 HTTP/1.1\r\n${h}\r\n`);
    await until(() => received().includes('\r\n\r\n'));
    client.socket.resetAndDestroy();
    // An `error` event without a listener would end the process, and this test.
    await until(() => openToTenant() === 0);
    await stage.line({ route: 'pass-through', status: 499 });
  });
});

describe('a refused connection is closed, however long the client keeps its side open', () => {
  test.each([
    ['a header that never ends', 'GET / HTTP/1.1\r\nHost'],
    ['a CONNECT', `CONNECT a:1 HTTP/1.1\r\n${h}\r\n`],
    ['what is not HTTP', 'nonsense\r\n\r\n'],
  ])('after %s', async (_name, bytes) => {
    await open({ timeouts: { headersTimeout: 50, requestTimeout: 60, connectionsCheckingInterval: 10 } });
    const { hostname, port } = new URL(stage.http);
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    await once(socket, 'connect');
    socket.resume();
    socket.write(bytes);
    await once(socket, 'end');
    // Writing to a closed socket causes a reset.
    const failed = once(socket, 'error');
    const again = setInterval(() => socket.write('a'), 5);
    expect((await failed)[0]).toMatchObject({ code: expect.stringMatching(/EPIPE|ECONNRESET/) });
    clearInterval(again);
  });
});

test('a target that Express cannot parse is refused and logged like any other', async () => {
  await open();
  for (const target of ['http://[', 'http://a%zz@b/']) {
    const client = await stage.connect();
    client.send(`GET ${target} HTTP/1.1\r\n${h}\r\n`);
    const answer = await client.answer();
    expect(answer?.status).toBe(400);
    await stage.line({ requestId: headersOf(answer)['x-request-id'], route: 'refused', status: 400 });
  }
});

test('15,000 spaces in an Authorization header cost no noticeable time', async () => {
  await open();
  const client = await stage.connect();
  const before = process.cpuUsage();
  client.send(`GET /api/users HTTP/1.1\r\n${h}Authorization: Bearer${' '.repeat(15_000)}a b\r\n\r\n`);
  expect((await client.answer())?.status).toBe(200);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(80);
  expect(stage.asked[0]?.authorization).toBeUndefined();
});

describe('the load of other clients on the pass-through', () => {
  test('such as 100 uploads that never end, delays no other request', async () => {
    const { received, until } = await open();
    for (let n = 0; n < 100; n += 1) {
      const client = await stage.connect();
      client.send(`POST /slow HTTP/1.1\r\n${h}Content-Length: 1000\r\n\r\na`);
    }
    await until(() => received().toString().match(/POST/g)?.length === 100);
    const client = await stage.connect();
    client.send(`GET /hello HTTP/1.1\r\n${h}\r\n`);
    expect(await client.answer()).toMatchObject({ status: 200, body: Buffer.from('ok') });
  });

  test('above its limit is answered 503 in v1’s form, until there is room again', async () => {
    const { received, until } = await open({ bounds: { ...usualBounds, passThrough: 2 } });
    const slow = [await stage.connect(), await stage.connect()];
    for (const client of slow) client.send(`GET /slow HTTP/1.1\r\n${h}\r\n`);
    await until(() => received().toString().match(/GET/g)?.length === 2);
    const client = await stage.connect();
    client.send(`GET /hello HTTP/1.1\r\n${h}\r\n`);
    const refused = await client.answer();
    expect(refused?.status).toBe(503);
    expect(headersOf(refused)).toMatchObject({ 'retry-after': '1' });
    expect(JSON.parse(refused?.body.toString() ?? '')).toMatchObject({
      statusCode: 503,
      detail: expect.stringMatching(/\S/),
    });
    slow[0]?.destroy();
    await stage.line({ status: 499 });
    client.send(`GET /hello HTTP/1.1\r\n${h}\r\n`);
    expect((await client.answer())?.status).toBe(200);
  });

  test('ends when their connections close, also for pipelined requests', async () => {
    const { received, until, open: openToTenant } = await open();
    const client = await stage.connect();
    client.send(`GET /slow HTTP/1.1\r\n${h}\r\n`.repeat(3));
    await until(() => received().toString().match(/GET/g)?.length === 3);
    client.destroy();
    await until(() => openToTenant() === 0);
    expect(await stage.gateway.drain(100)).toBe(0);
  });
});

describe('the memory for bodies', () => {
  const post = (path: string, more = '') =>
    `POST ${path} HTTP/1.1\r\n${h}${more}Content-Length: 100\r\n\r\n{`;

  test('is not reserved for a request without any credentials', async () => {
    await open();
    const client = await stage.connect();
    client.send(post('/api/users'));
    const answer = await client.answer();
    expect(answer?.status).toBe(401);
    expect(headersOf(answer)).toMatchObject({
      connection: 'close',
      'www-authenticate': 'Bearer realm="api"',
    });
    await client.closed();
    await stage.line({ status: 401, route: 'users.create', error: 'token-missing' });
    expect(stage.asked).toHaveLength(0);
  });

  test.each([
    ['a bearer', post('/api/users', 'Authorization: Bearer a\r\n')],
    ['a token in the query', post('/api/users?access_token=a')],
    ['no token where none is asked for', post('/api/users/validate_userpassword')],
  ])('is reserved for a request with %s', async (_name, request) => {
    await open();
    const client = await stage.connect();
    client.send(request);
    client.send(' '.repeat(98) + '}');
    expect((await client.answer())?.status).toBe(200);
  });

  test('has a limit over all requests together, and is released', async () => {
    await open({ bounds: { ...usualBounds, bodyBytes: 150 } });
    const first = await stage.connect();
    first.send(post('/api/users?access_token=a') + ' '.repeat(98));
    // One event loop reads both: when the second is refused, the first has been read.
    const second = await stage.connect();
    second.send(post('/api/users?access_token=a') + ' '.repeat(98));
    const refused = await second.answer();
    expect(refused?.status).toBe(503);
    expect(headersOf(refused)).toMatchObject({ 'retry-after': '1', connection: 'close' });
    first.send('}');
    expect((await first.answer())?.status).toBe(200);
    first.send(`${post('/api/users?access_token=a')}${' '.repeat(98)}}`);
    expect((await first.answer())?.status).toBe(200);
  });

  test('is bounded by the connection limit of a port: a connection above it is closed at once', async () => {
    await open({ bounds: { ...usualBounds, connections: 1 } });
    const first = await stage.connect();
    const second = await stage.connect();
    expect((await second.closed()).toString()).toBe('');
    first.send(`GET /hello HTTP/1.1\r\n${h}\r\n`);
    expect((await first.answer())?.status).toBe(200);
  });
});

describe('pipelining on one connection', () => {
  const get = `GET /api/users/a HTTP/1.1\r\n${h}Authorization: Bearer t\r\n\r\n`;

  /** A gateway whose answers wait until the test releases them. */
  async function openHeld(pipelined: number, more: Partial<Parameters<typeof openStage>[0]> = {}) {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await open({
      ...more,
      bounds: { ...usualBounds, pipelined },
      answer: () => held.then(() => jsonReply({ ok: true })),
    });
    return letGo;
  }

  test('has a limit, and requests above it are refused in their turn without being processed', async () => {
    const letGo = await openHeld(4);
    const client = await stage.connect();
    client.send(get.repeat(10));
    const other = await stage.connect();
    other.send(`GET /hello HTTP/1.1\r\n${h}\r\n`);
    expect((await other.answer())?.status).toBe(200);
    expect(stage.asked).toHaveLength(5);
    letGo();
    for (let n = 0; n < 5; n += 1) expect((await client.answer())?.status).toBe(200);
    const refused = await client.answer();
    expect(refused?.status).toBe(503);
    expect(headersOf(refused)).toMatchObject({ 'retry-after': '1', connection: 'close' });
    await stage.line({ status: 503 });
    const again = await stage.connect();
    again.send(get.repeat(5));
    for (let n = 0; n < 5; n += 1) expect((await again.answer())?.status).toBe(200);
  });

  test('above its limit is not read, and the bytes stay with the client', async () => {
    await openHeld(4);
    const client = await stage.connect();
    client.send(get.repeat(200_000));
    const other = await stage.connect();
    for (let n = 0; n < 100; n += 1) {
      other.send(`GET /hello HTTP/1.1\r\n${h}\r\n`);
      expect((await other.answer())?.status).toBe(200);
    }
    expect(client.socket.writableLength).toBeGreaterThan(1_000_000);
  });

  /** The bytes that this client has sent stay unread while others are served. */
  async function expectUnread(client: RawClient): Promise<void> {
    const other = await stage.connect();
    for (let n = 0; n < 100; n += 1) {
      other.send(`GET /hello HTTP/1.1\r\n${h}\r\n`);
      expect((await other.answer())?.status).toBe(200);
    }
    expect(client.socket.writableLength).toBeGreaterThan(1_000_000);
  }

  test('is not read behind a malformed request that waits for its turn', async () => {
    const letGo = await openHeld(4);
    const client = await stage.connect();
    client.send(`${get}GET / HTTP/1.1\r\n${h}${h}\r\n${get.repeat(200_000)}`);
    await expectUnread(client);
    letGo();
    expect((await client.answer())?.status).toBe(200);
    expect((await client.answer())?.status).toBe(400);
    await client.closed();
  });

  test('is answered once, whatever follows, where it is not HTTP', async () => {
    const letGo = await openHeld(4);
    const client = await stage.connect();
    client.send(get);
    while (stage.asked.length < 1) await turn();
    const other = await stage.connect();
    for (let n = 0; n < 5; n += 1) {
      client.send('this is not HTTP\r\n\r\n');
      other.send(`GET /hello HTTP/1.1\r\n${h}\r\n`);
      expect((await other.answer())?.status).toBe(200);
    }
    letGo();
    expect((await client.answer())?.status).toBe(200);
    expect((await client.answer())?.status).toBe(400);
    await client.closed();
    expect(stage.logged().filter(({ route }) => route === 'refused')).toHaveLength(1);
  });

  test('is not read either after Node has paused the socket itself for a long answer, and resumed', async () => {
    const letGo: (() => void)[] = [];
    const answer = (): Promise<V1Reply> =>
      new Promise((resolve) =>
        letGo.push(() => {
          resolve(jsonReply('a'.repeat(100_000)));
        }),
      );
    await open({ bounds: { ...usualBounds, pipelined: 2 }, answer });
    const client = await stage.connect();
    client.send(get.repeat(2));
    while (letGo.length < 2) await turn();
    letGo[1]?.();
    await turn();
    await turn();
    client.send(get.repeat(200_000));
    while (letGo.length < 3) await turn();
    letGo[0]?.();
    for (const status of [200, 200]) expect((await client.answer())?.status).toBe(status);
    await expectUnread(client);
    letGo[2]?.();
    for (const status of [200, 503]) expect((await client.answer())?.status).toBe(status);
    await client.closed();
  });

  test('is counted per network, and other networks keep a share of their own', async () => {
    await openHeld(4, { trustedProxies: ['127.0.0.1'] });
    const from = (network: string): string => get.replace(h, `${h}X-Forwarded-For: ${network}\r\n`);
    (await stage.connect()).send(from('198.51.100.1').repeat(10));
    (await stage.connect()).send(from('198.51.100.2').repeat(10));
    const other = await stage.connect();
    other.send(`GET /hello HTTP/1.1\r\n${h}\r\n`);
    expect((await other.answer())?.status).toBe(200);
    // One request each that waits for no other; behind these, three of the first network and one of the second.
    expect(stage.asked).toHaveLength(6);
  });
});

describe('one network cannot use up', () => {
  const behindProxy = { trustedProxies: ['127.0.0.1'] };
  const from = (network: string) => `${h}X-Forwarded-For: ${network}\r\n`;

  test('the pass-through', async () => {
    const { received, until } = await open({ ...behindProxy, bounds: { ...usualBounds, passThrough: 4 } });
    for (let n = 0; n < 3; n += 1) {
      (await stage.connect()).send(`GET /slow HTTP/1.1\r\n${from('198.51.100.1')}\r\n`);
    }
    await until(() => received().toString().match(/GET/g)?.length === 3);
    const same = await stage.connect();
    same.send(`GET /hello HTTP/1.1\r\n${from('198.51.100.1')}\r\n`);
    expect((await same.answer())?.status).toBe(503);
    const other = await stage.connect();
    other.send(`GET /hello HTTP/1.1\r\n${from('198.51.100.2')}\r\n`);
    expect((await other.answer())?.status).toBe(200);
  });

  test('the memory for bodies', async () => {
    await open({ ...behindProxy, bounds: { ...usualBounds, bodyBytes: 100 } });
    const post = (network: string) =>
      `POST /api/users?access_token=a HTTP/1.1\r\n${from(network)}Content-Length: 80\r\n\r\n{${' '.repeat(78)}}`;
    const greedy = await stage.connect();
    greedy.send(post('198.51.100.1'));
    expect((await greedy.answer())?.status).toBe(503);
    const direct = await stage.connect();
    direct.send(post('127.0.0.1'));
    expect((await direct.answer())?.status).toBe(200);
  });

  test('the connections of a port', async () => {
    await open({ bounds: { ...usualBounds, connections: 4 } });
    const connectFrom = async (localAddress: string) => {
      const socket = connect({ host: '127.0.0.1', port: Number(new URL(stage.http).port), localAddress });
      await once(socket, 'connect');
      return socket.resume();
    };
    const own = [
      await connectFrom('127.0.0.2'),
      await connectFrom('127.0.0.2'),
      await connectFrom('127.0.0.2'),
    ];
    await once(await connectFrom('127.0.0.2'), 'close');
    const other = await connectFrom('127.0.0.3');
    other.write(`GET /hello HTTP/1.1\r\n${h}\r\n`);
    await once(other, 'data');
    for (const socket of [...own, other]) socket.destroy();
  });
});
