import { describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AnswerRoom } from '../../../src/upstream/wire/answer-room.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { createUpstream } from '../../../src/upstream/upstream.js';
import { keptOpen } from './kept-open.js';
import { outcomeOfSend, startRawTenant, startTenant } from './tenant-double.js';

const mib = 1024 * 1024;

function requests(count: number): Cancellation[] {
  return Array.from({ length: count }, () => new Cancellation());
}

/** The names of the requests that have been called back, in order. */
function waitingFor(room: AnswerRoom, waiting: Readonly<Record<string, Cancellation>>): string[] {
  const gone: string[] = [];
  for (const [name, request] of Object.entries(waiting)) {
    room.whenRoom(request, () => {
      gone.push(name);
      room.read(request, mib);
    });
  }
  return gone;
}

describe('the room for answers', () => {
  test('does not count a request that has read little, and lets it read on when the room is taken', () => {
    const room = new AnswerRoom(mib);
    const [first = new Cancellation(), second = new Cancellation(), ...many] = requests(100);
    for (const request of many) expect(room.read(request, 60_000)).toBe(true);
    expect([room.read(first, 2 * mib), room.read(second, 2 * mib)]).toEqual([true, false]);
    for (const request of many) expect(room.read(request, 5_000)).toBe(true);
    expect(room.read(many[0] ?? first, 1_000)).toBe(false);
  });

  test('lets only the oldest request read on when it is taken, then the next oldest', () => {
    const room = new AnswerRoom(mib);
    const [a = new Cancellation(), b = new Cancellation(), c = new Cancellation()] = requests(3);
    expect([a, b, c].map((request) => room.read(request, mib))).toEqual([true, false, false]);
    const gone = waitingFor(room, { b, c });
    expect(room.read(a, 5 * mib)).toBe(true);
    expect(gone).toEqual([]);
    a.end();
    expect(gone).toEqual(['b']);
    b.end();
    expect(gone).toEqual(['b', 'c']);
  });

  test('counts answers not yet taken, reports a waiting request, and makes even the oldest one wait', async () => {
    const room = new AnswerRoom(mib);
    const [a = new Cancellation(), b = new Cancellation()] = requests(2);
    let asked = 0;
    room.onWaiting = () => (asked += 1);
    room.keep(0.4 * mib);
    expect([room.read(a, mib), room.read(b, mib), room.isShort]).toEqual([true, false, false]);
    const gone = waitingFor(room, { b });
    await Promise.resolve();
    expect([asked, room.isShort, gone]).toEqual([1, true, []]);
    room.keep(0.4 * mib);
    expect(room.read(a, mib)).toBe(false);
    room.give(0.4 * mib);
    expect(room.read(a, mib)).toBe(true);
    a.end();
    expect([room.isShort, gone]).toEqual([false, ['b']]);
  });

  test('is not taken by a request that has ended, and a request that has given up is not called back', () => {
    const room = new AnswerRoom(mib);
    const [a = new Cancellation(), b = new Cancellation(), late = new Cancellation()] = requests(3);
    late.end();
    expect(room.read(late, 5 * mib)).toBe(true);
    expect([room.read(a, 2 * mib), room.read(b, mib)]).toEqual([true, false]);
    let goneOn = 0;
    room.whenRoom(b, () => (goneOn += 1))();
    a.end();
    expect([goneOn, room.isShort]).toEqual([0, false]);
  });
});

describe('answers larger than the room', () => {
  const keep = keptOpen();
  const long = JSON.stringify('a'.repeat(2 * mib));
  let reads = 0;
  /** Each path is different, so that no read is coalesced with another. */
  const read = () => ({ method: 'GET', path: `/api/v2/users/${(reads += 1)}` });

  /** The tenant answers each request at once with 2 MiB. */
  async function open(most = mib, places?: number) {
    const tenant = keep(
      await startTenant((response: ServerResponse) => {
        response.end(long);
      }),
    );
    const room = new AnswerRoom(most, places);
    return { room, upstream: keep(createUpstream({ url: tenant.url, room })) };
  }

  test('are read one after the other, each as soon as the request before it has ended', async () => {
    const { upstream } = await open();
    const done: Cancellation[] = [];
    let most = 0;
    await Promise.all(
      requests(10).map(async (request) => {
        const { body } = await upstream.send(read(), undefined, request);
        expect(body).toHaveLength(2 * mib);
        done.push(request);
        most = Math.max(most, done.filter(({ over }) => !over).length);
        await new Promise(setImmediate);
        request.end();
      }),
    );
    expect(most).toBe(1);
  });

  test('are read at once when the holders of the room release it on request', async () => {
    const { upstream, room } = await open();
    const [request = new Cancellation()] = requests(1);
    room.keep(mib);
    room.onWaiting = () => {
      room.give(mib);
    };
    const { body } = await upstream.send(read(), undefined, request);
    expect(body).toHaveLength(2 * mib);
  });

  test('are refused at once where many requests wait already, except answers to writes', async () => {
    const { upstream, room } = await open(mib, 1);
    const [eldest = new Cancellation(), first = new Cancellation(), ...more] = requests(4);
    room.read(eldest, 2 * mib);
    const isWaiting = new Promise<void>((resolve) => (room.onWaiting = resolve));
    const sent = [upstream.send(read(), undefined, first)];
    await isWaiting;
    const [second = first, third = first] = more;
    expect(await outcomeOfSend(upstream.send(read(), undefined, second))).toBe('answers-too-many');
    second.end();
    sent.push(upstream.send({ ...read(), method: 'PATCH' }, undefined, third));
    eldest.end();
    expect((await sent[0])?.body).toHaveLength(2 * mib);
    first.end();
    expect((await sent[1])?.body).toHaveLength(2 * mib);
  });

  const length = 0x30000;
  const body = JSON.stringify('a'.repeat(length - 2));
  const chunked = 'connection: close\r\ntransfer-encoding: chunked\r\n\r\n30000\r\n';
  const endings = [
    { what: 'of a connection that goes on', head: `1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n` },
    {
      what: 'of one that ends',
      head: `1.1 200 OK\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n`,
    },
    { what: 'of one that ends, in chunks', head: `1.1 200 OK\r\n${chunked}`, end: '\r\n0\r\n\r\n' },
    { what: 'that end where the connection does', head: '1.1 200 OK\r\n\r\n' },
    { what: 'in HTTP/1.0', head: `1.0 200 OK\r\ncontent-length: ${length}\r\n\r\n` },
    { what: 'in HTTP/1.0 that end where the connection does', head: '1.0 200 OK\r\n\r\n' },
  ];

  /** The tenant sends `first` on the request, and `rest` once the read waits for room. */
  async function openRaw(first: string, rest: (socket: Socket) => void) {
    const sockets: Socket[] = [];
    const tenant = keep(
      await startRawTenant((socket) => {
        sockets.push(socket);
        socket.write(first);
      }),
    );
    const room = new AnswerRoom(mib);
    const [eldest = new Cancellation(), request = new Cancellation()] = requests(2);
    room.read(eldest, 2 * mib);
    const isWaiting = new Promise<void>((resolve) => (room.onWaiting = resolve));
    const upstream = keep(createUpstream({ url: tenant.url, room, resilience: false }));
    const sent = upstream.send(read(), undefined, request);
    await isWaiting;
    sockets.forEach(rest);
    return { eldest, sent };
  }

  test.each(endings)('$what are read to their end after the wait', async ({ head, end = '' }) => {
    const { eldest, sent } = await openRaw(`HTTP/${head}${body.slice(0, 0x18000)}`, (socket) => {
      socket.end(body.slice(0x18000) + end);
    });
    await new Promise(setImmediate);
    eldest.end();
    expect((await sent).body).toHaveLength(length - 2);
  });

  test.each(endings)(
    '$what are unreadable when the tenant resets the connection during the wait',
    async ({ head }) => {
      const { sent } = await openRaw(`HTTP/${head}${body.slice(0, 0x11000)}`, (socket) => {
        socket.resetAndDestroy();
      });
      expect(await outcomeOfSend(sent)).toBe('upstream-unreadable');
    },
  );

  test.each([
    ['a read', 'GET', 'answers-too-many'],
    ['a write', 'PATCH', 'upstream-timeout'],
  ])('fail %s when undici takes the wait for silence of the tenant', async (_what, method, code) => {
    const tenant = keep(await startTenant((response) => void response.end(long)));
    const room = new AnswerRoom(mib);
    const upstream = keep(
      createUpstream({ url: tenant.url, room, headersTimeoutMs: 100, resilience: false }),
    );
    const [eldest = new Cancellation(), waiting = new Cancellation()] = requests(2);
    room.read(eldest, 2 * mib);
    expect(await outcomeOfSend(upstream.send({ ...read(), method }, undefined, waiting))).toBe(code);
  });

  test.each([
    ['a read', 'GET', 'answers-too-many'],
    ['a write, which may have been made', 'PATCH', 'upstream-timeout'],
  ])('fail %s that gets no room before its deadline (%s) with %s', async (_what, method, code) => {
    const { upstream, room } = await open();
    const [eldest = new Cancellation(), waiting = new Cancellation()] = requests(2);
    room.read(eldest, 2 * mib);
    room.onWaiting = () => {
      setImmediate(() => {
        waiting.cancel('upstream-timeout');
      });
    };
    expect(await outcomeOfSend(upstream.send({ ...read(), method }, undefined, waiting))).toBe(code);
    expect(room.isShort).toBe(false);
  });
});
