import { afterEach, describe, expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { V1Request } from '../../src/pipeline/exchange.js';
import { AnswerRoom } from '../../src/upstream/wire/answer-room.js';
import { Cancellation } from '../../src/upstream/cancellation.js';
import { startStrictTenant, type StrictTenant } from '../support/strict-tenant.js';
import { headersOf, type RawClient } from './raw-client.js';
import { jsonReply, openStage, type Stage } from './stage.js';

const h = 'Host: v1.example\r\n';
const bearer = 'Authorization: Bearer abc\r\n';
const patience = {
  headersTimeout: 400,
  requestTimeout: 600,
  connectionsCheckingInterval: 50,
  unreadTimeout: 200,
};

/** More than the system's socket buffers hold. */
const long = 'a'.repeat(30 * 1024 * 1024);

/** Called when the first answer takes its share of the buffer memory. */
class TellingRoom extends AnswerRoom {
  #tell = (): void => undefined;
  readonly isTaken = new Promise<void>((resolve) => (this.#tell = resolve));

  override keep(bytes: number): void {
    super.keep(bytes);
    this.#tell();
  }
}

let tenant: StrictTenant | undefined;
let stage: Stage;

afterEach(async () => {
  await stage.close();
  await tenant?.close();
  tenant = undefined;
});

async function open(more: Partial<Parameters<typeof openStage>[0]> = {}): Promise<StrictTenant> {
  const started = await startStrictTenant((socket, { target }) => {
    const body = target === '/export' ? long : 'ok';
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
  tenant = started;
  stage = await openStage({ upstreamUrl: started.url, timeouts: patience, ...more });
  return started;
}

function connectAll(count: number): Promise<RawClient[]> {
  return Promise.all(Array.from({ length: count }, () => stage.connect()));
}

describe('while hundreds of clients send byte by byte', () => {
  test('their headers, others are served, and each slow client is answered 408 and closed', async () => {
    await open();
    const slow = await connectAll(500);
    const drip = setInterval(() => {
      for (const client of slow) if (client.socket.writable) client.send('a');
    }, 50);
    for (const client of slow) client.send('GET /userinfo HTTP/1.1\r\nX-A: ');
    const others = await stage.connect();
    const closed = Promise.all(slow.map((client) => client.closed()));
    let served = 0;
    for (let done = false; !done || served === 0; served += 1) {
      others.send(`GET /userinfo HTTP/1.1\r\n${h}\r\n`);
      expect((await others.answer())?.status).toBe(200);
      done = await Promise.race([
        closed.then(() => true),
        new Promise<boolean>((resolve) => setTimeout(resolve, 5, false)),
      ]);
    }
    clearInterval(drip);
    for (const bytes of await closed) expect(bytes.toString()).toMatch(/^HTTP\/1\.1 408 /);
    expect(served).toBeGreaterThan(10);
  });

  test('their bodies, each is answered 408, and none of their writes is begun', async () => {
    const { requests } = await open();
    const slow = await connectAll(200);
    const drip = setInterval(() => {
      for (const client of slow) if (client.socket.writable) client.send('a');
    }, 50);
    for (const [at, client] of slow.entries()) {
      const target = at % 2 === 0 ? '/api/users' : '/api/v2/users';
      client.send(`POST ${target} HTTP/1.1\r\n${h}${bearer}Content-Length: 100\r\n\r\n{`);
    }
    const answers = await Promise.all(slow.map((client) => client.answer()));
    clearInterval(drip);
    expect(new Set(answers.map((answer) => answer?.status))).toEqual(new Set([408]));
    expect(new Set(answers.map((answer) => headersOf(answer)['connection']))).toEqual(new Set(['close']));
    expect(stage.asked).toEqual([]);
    expect(requests).toEqual([]);
  });
});

describe('a client that does not read', () => {
  test('an answer of v1 loses its connection, and holdover frees the memory of the answer', async () => {
    await open({ answer: () => Promise.resolve(jsonReply(long)) });
    const client = await stage.connect();
    client.socket.pause();
    client.send(`GET /api/users HTTP/1.1\r\n${h}${bearer}\r\n`);
    await stage.line({ status: 499 });
    client.socket.resume();
    expect((await client.closed()).length).toBeLessThan(long.length);
  });

  test('an answer loses its connection within a minute when others wait for the memory of that answer', async () => {
    const room = new TellingRoom(long.length / 2);
    const answer = () => Promise.resolve(jsonReply(long));
    await open({ answer, room, timeouts: { ...patience, unreadTimeout: 60_000 } });
    const client = await stage.connect();
    client.socket.pause();
    client.send(`GET /api/users HTTP/1.1\r\n${h}${bearer}\r\n`);
    await room.isTaken;
    const waiting = new Cancellation();
    expect(room.read(waiting, 100_000)).toBe(false);
    await new Promise<void>((resolve) => {
      room.whenRoom(waiting, resolve);
    });
    await stage.line({ status: 499 });
    client.socket.resume();
    expect((await client.closed()).length).toBeLessThan(long.length);
  });

  test('the rest of an answer that passes through loses its connection', async () => {
    await open({ timeoutMs: 2_000 });
    const client = await stage.connect();
    client.socket.pause();
    client.send(`GET /export HTTP/1.1\r\n${h}\r\n`);
    await stage.line({ route: 'pass-through', cut: true });
  });

  test('small answers for a moment keeps its time limit for the slow answer behind them', async () => {
    const small = 'a'.repeat(50 * 1024);
    const many = 300;
    const answer = async ({ path }: V1Request) => {
      if (!path.endsWith('slow')) return jsonReply(small);
      await delay(1_500);
      return jsonReply('slow');
    };
    await open({ answer, timeouts: { ...patience, unreadTimeout: 1_000 } });
    const client = await stage.connect();
    client.socket.pause();
    const get = (id: string): string => `GET /api/users/${id} HTTP/1.1\r\n${h}${bearer}\r\n`;
    client.send(get('quick').repeat(many) + get('slow'));
    while (stage.asked.length < many + 1) await delay(5);
    client.socket.resume();
    for (let n = 0; n < many; n += 1) await client.answer();
    expect((await client.answer())?.body.toString()).toBe('"slow"');
  });
});
