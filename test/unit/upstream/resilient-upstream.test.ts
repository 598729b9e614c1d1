import { describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { createServer as createNetServer, type AddressInfo, type Socket } from 'node:net';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { steadyClock } from '../../../src/upstream/clock.js';
import { withinDeadline } from '../../../src/upstream/deadline.js';
import { createUpstream, type TenantUpstream, type UpstreamOptions } from '../../../src/upstream/upstream.js';
import { notingWatch } from './fake-wire.js';
import { keptOpen } from './kept-open.js';
import {
  outcomeOfSend,
  sendJson,
  signalled,
  startRawTenant,
  startTenant,
  type TenantDouble,
} from './tenant-double.js';

const keep = keptOpen();

/** Retry pauses of the shortest possible length. */
const quick = { random: () => 0 };

function upstreamOf(
  { url }: Pick<TenantDouble, 'url'>,
  options: Partial<UpstreamOptions> = {},
): TenantUpstream {
  return keep(createUpstream({ url, resilience: quick, ...options }));
}

function ask(upstream: TenantUpstream, method = 'GET', signal = new Cancellation()) {
  return outcomeOfSend(upstream.send({ method, path: '/api/v2/users/1' }, undefined, signal));
}

async function portOfNobody(): Promise<number> {
  const server = createNetServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('calls over a real socket', () => {
  test.each<[string, (response: ServerResponse) => void, reads: number]>([
    [
      'answers 503',
      (response) => {
        sendJson(response, 503, {});
      },
      3,
    ],
    ['resets the connection', (response) => void response.destroy(), 3],
    [
      'breaks off behind its head',
      (response) => {
        response.writeHead(200, { 'content-length': '9' }).write('{', () => response.destroy());
      },
      3,
    ],
    [
      'answers 500',
      (response) => {
        sendJson(response, 500, {});
      },
      1,
    ],
    ['answers a page', (response) => response.end('<html>'), 1],
  ])(
    'a tenant that %s gets a write once, and a read the expected number of times',
    async (_what, answer, reads) => {
      const tenant = keep(await startTenant(answer));
      const upstream = upstreamOf(tenant);
      await ask(upstream, 'PATCH');
      expect(tenant.seen).toHaveLength(1);
      await ask(upstream);
      expect(tenant.seen).toHaveLength(1 + reads);
    },
  );

  test('a write that finds no server is sent when the server is back, once', async () => {
    const port = await portOfNobody();
    let requests = 0;
    const server = createNetServer((socket) => {
      socket.once('data', () => {
        requests += 1;
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      });
    });
    const watch = { ...notingWatch(), retried: () => void server.listen(port, '127.0.0.1') };
    const upstream = keep(createUpstream({ url: `http://127.0.0.1:${port}`, watch, resilience: quick }));
    keep({
      close: () =>
        new Promise<void>((resolve) =>
          server.close(() => {
            resolve();
          }),
        ),
    });
    const first = await ask(upstream, 'POST');
    // The server takes the port between the pause and the second attempt, or, on a busy machine, before the third.
    expect(first).toEqual({ body: {} });
    expect(requests).toBe(1);
  });

  test('a connection that is not made in time is tried again, even for a write, and then times out', async () => {
    // The server accepts the connection and never answers the TLS handshake.
    const tenant = keep(await startRawTenant(() => undefined));
    const url = tenant.url.replace('http:', 'https:');
    const watch = notingWatch();
    const upstream = upstreamOf({ url }, { connectTimeoutMs: 100, watch });
    const error = await upstream
      .send({ method: 'POST', path: '/api/v2/users' }, undefined, new Cancellation())
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'upstream-timeout', details: { broke: 'unsent' } });
    expect(watch.told).toEqual(['retried', 'retried']);
  });

  test('a token exchange or a read of the key set whose connection breaks is repeated once', async () => {
    let calls = 0;
    const tenant = keep(
      await startTenant((response) => {
        calls += 1;
        if (calls % 2 === 1) response.destroy();
        else sendJson(response, 200, { keys: [] });
      }),
    );
    const upstream = upstreamOf(tenant);
    expect((await upstream.exchange({ grant_type: 'client_credentials' })).status).toBe(200);
    expect(await upstream.readKeySet()).toEqual({ keys: [] });
    expect(calls).toBe(4);
  });
});

describe('a tenant that closes keep-alive connections just as they are used', () => {
  /** The twentieth call on a connection meets its close: it was sent before the close arrived. No call meets two. */
  function startFleetingTenant(): Promise<TenantDouble> {
    const served = new WeakMap<Socket, number>();
    const unlucky = new Set<string>();
    return startTenant((response, { url }) => {
      const { socket } = response;
      if (socket === null) return;
      const calls = (served.get(socket) ?? 0) + 1;
      served.set(socket, calls);
      if (calls < 20 || unlucky.has(url)) {
        sendJson(response, 200, {});
        return;
      }
      unlucky.add(url);
      if (unlucky.size % 2 === 0) socket.resetAndDestroy();
      else socket.destroy();
    });
  }

  async function askOften(
    upstream: TenantUpstream,
    method: string,
    times: number,
  ): Promise<Map<string, number>> {
    const outcomes = new Map<string, number>();
    const left = Array.from({ length: times }, (_, call) => `/api/v2/users/${call}`).values();
    const work = async (): Promise<void> => {
      for (const path of left) {
        const sent = upstream.send({ method, path }, undefined, new Cancellation());
        const outcome = JSON.stringify(await outcomeOfSend(sent));
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    return outcomes;
  }

  test('fails none of 10,000 reads', async () => {
    const tenant = keep(await startFleetingTenant());
    const watch = notingWatch();
    const outcomes = await askOften(upstreamOf(tenant, { connections: 10, watch }), 'GET', 10_000);
    expect([...outcomes]).toEqual([['{"body":{}}', 10_000]]);
    expect(watch.told.filter((each) => each === 'retried').length).toBeGreaterThan(300);
  }, 60_000);

  test('gets each write once, and a write with an unknown outcome fails with upstream-lost', async () => {
    const tenant = keep(await startFleetingTenant());
    const outcomes = await askOften(upstreamOf(tenant, { connections: 10 }), 'POST', 2_000);
    expect(tenant.seen).toHaveLength(2_000);
    expect([...outcomes.keys()].sort()).toEqual(['"upstream-lost"', '{"body":{}}']);
  }, 30_000);
});

describe('a tenant that hangs', () => {
  test('has a bounded queue: further calls fail at once, and queued ones are served when it is back', async () => {
    const held: ServerResponse[] = [];
    let hangs = false;
    const tenant = keep(
      await startTenant((response) => {
        if (hangs) held.push(response);
        else sendJson(response, 200, {});
      }),
    );
    let skewMs = 0;
    const clock = { ...steadyClock, now: () => steadyClock.now() + skewMs };
    const upstream = upstreamOf(tenant, { resilience: { clock } });
    await ask(upstream);
    hangs = true;
    const refusedAfter: number[] = [];
    const askAs = async (client: number): Promise<unknown> => {
      const startedAt = performance.now();
      const request = { method: 'GET', path: '/api/v2/users/1', callerKey: `client ${client}` };
      const outcome = await outcomeOfSend(upstream.send(request, undefined, new Cancellation()));
      if (outcome === 'upstream-busy') refusedAfter.push(performance.now() - startedAt);
      return outcome;
    };
    const first = Array.from({ length: 48 }, (_, client) => askAs(client));
    // The tenant has not answered any of them for a while.
    skewMs = 2_000;
    const outcomes = [...first, ...Array.from({ length: 252 }, (_, client) => askAs(48 + client))];
    await expect(Promise.race(outcomes)).resolves.toBe('upstream-busy');
    // 48 are under way, 80 in the queue; 20 more places are for requests that have begun.
    expect(refusedAfter).toHaveLength(300 - 48 - 80);
    refusedAfter.sort((one, other) => one - other);
    expect(refusedAfter[Math.floor(refusedAfter.length / 2)]).toBeLessThan(50);
    hangs = false;
    const backAt = performance.now();
    for (const response of held) sendJson(response, 200, {});
    const served = (await Promise.all(outcomes)).filter((outcome) => typeof outcome === 'object');
    expect(served).toHaveLength(128);
    expect(performance.now() - backAt).toBeLessThan(2_000);
  });

  test('delays neither token exchanges nor reads of the key set', async () => {
    const tenant = keep(
      await startTenant((response, { url }) => {
        if (!url.startsWith('/api')) sendJson(response, 200, { keys: [] });
      }),
    );
    const upstream = upstreamOf(tenant, { connections: 4 });
    const signal = new Cancellation();
    const calls = Array.from({ length: 20 }, () => ask(upstream, 'GET', signal));
    expect((await upstream.exchange({})).status).toBe(200);
    expect(await upstream.readKeySet()).toEqual({ keys: [] });
    signal.cancel('client-closed-request');
    await Promise.all(calls);
  });
});

describe('a tenant that is down', () => {
  test('gets no more calls, but another one does: each upstream and class of calls has its own breaker', async () => {
    const down = keep(
      await startTenant((response, { url }) => {
        sendJson(response, url.startsWith('/api') ? 503 : 200, {});
      }),
    );
    const well = keep(
      await startTenant((response) => {
        sendJson(response, 200, {});
      }),
    );
    const watch = notingWatch();
    const [a, b] = [upstreamOf(down, { watch }), upstreamOf(well)];
    await ask(a);
    await ask(a);
    expect(down.seen).toHaveLength(5);
    const startedAt = performance.now();
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => ask(a)));
    expect(new Set(outcomes)).toEqual(new Set(['upstream-down']));
    expect((performance.now() - startedAt) / 100).toBeLessThan(5);
    expect(down.seen).toHaveLength(5);
    expect(await ask(b)).toEqual({ body: {} });
    expect((await a.exchange({})).status).toBe(200);
    expect(watch.told.filter((each) => each === 'api open')).toHaveLength(1);
    expect(watch.told).toContain('upstream-down');
  });
});

describe('a token endpoint that fails for the moment', () => {
  test.each<[string, number, Record<string, string>]>([
    ['503', 503, {}],
    ['a 429 that says when', 429, { 'retry-after': '0' }],
  ])('with %s is asked once more, and the grant is its second answer', async (_how, status, headers) => {
    let asked = 0;
    const tenant = keep(
      await startTenant((response) => {
        asked += 1;
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        sendJson(response, asked === 1 ? status : 200, {});
      }),
    );
    expect((await upstreamOf(tenant).exchange({})).status).toBe(200);
    expect(tenant.seen).toHaveLength(2);
  });

  test('with a 429 that asks for more time than an exchange has is not asked again', async () => {
    const tenant = keep(
      await startTenant((response) => {
        response.setHeader('retry-after', '60');
        sendJson(response, 429, {});
      }),
    );
    expect(await upstreamOf(tenant).exchange({})).toMatchObject({ status: 429, retryAfterS: 60 });
    expect(tenant.seen).toHaveLength(1);
  });
});

describe('a client that hangs up', () => {
  test.each<[string, (response: ServerResponse) => void]>([
    ['before the head of the answer', () => undefined],
    [
      'within the answer',
      (response) => {
        response.writeHead(200, { 'content-length': '9' }).write('{');
      },
    ],
  ])('%s closes the connection to the tenant within 100 ms', async (_when, answer) => {
    const asked = signalled();
    const closed = signalled();
    const tenant = keep(
      await startTenant((response) => {
        response.once('close', closed.happen);
        answer(response);
        asked.happen();
      }),
    );
    const signal = new Cancellation();
    const outcome = ask(upstreamOf(tenant), 'GET', signal);
    await asked.happened;
    const at = performance.now();
    signal.cancel('client-closed-request');
    await closed.happened;
    expect(await outcome).toBe('client-closed-request');
    expect(performance.now() - at).toBeLessThan(100);
  });

  test('between two attempts prevents the second one', async () => {
    const signal = new Cancellation();
    const tenant = keep(
      await startTenant((response) => {
        response.once('finish', () =>
          setImmediate(() => {
            signal.cancel('client-closed-request');
          }),
        );
        sendJson(response, 503, {});
      }),
    );
    expect(await ask(upstreamOf(tenant, { resilience: { random: () => 0.5 } }), 'GET', signal)).toBe(
      'client-closed-request',
    );
    expect(tenant.seen).toHaveLength(1);
  });
});

test('a 429 with a Retry-After beyond the deadline is passed on at once, without another call', async () => {
  const tenant = keep(
    await startTenant((response) => {
      response.setHeader('retry-after', '20');
      sendJson(response, 429, { message: 'Global limit has been reached' });
    }),
  );
  const upstream = upstreamOf(tenant);
  const startedAt = performance.now();
  const send = () =>
    withinDeadline(15_000, (signal) =>
      upstream.send({ method: 'GET', path: '/api/v2/users' }, undefined, signal),
    );
  await expect(send()).rejects.toMatchObject({
    code: 'upstream-refused',
    details: { upstreamStatus: 429, retryAfterS: 20 },
  });
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(tenant.seen).toHaveLength(1);
});
