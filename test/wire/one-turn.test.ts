import { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { V1Reply } from '../../src/pipeline/exchange.js';
import { startRawTenant, type RawTenant } from './raw-tenant.js';
import { jsonReply, openStage, type Stage } from './stage.js';

let tenant: RawTenant;
let stage: Stage;
const waiting: ((reply: V1Reply) => void)[] = [];

beforeAll(async () => {
  tenant = await startRawTenant((socket, text) => {
    if (text.includes('\r\n\r\n')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ntenant');
  });
  const answer = () => new Promise<V1Reply>((resolve) => waiting.push(resolve));
  stage = await openStage({ upstreamUrl: tenant.url, answer });
});

afterEach(() => {
  jest.restoreAllMocks();
  waiting.length = 0;
});

afterAll(async () => {
  await stage.close();
  await tenant.close();
});

const request = 'GET /api/users HTTP/1.1\r\nHost: holdover\r\nAuthorization: Bearer abc\r\n\r\n';

async function ask(count: number) {
  const clients = await Promise.all(Array.from({ length: count }, () => stage.connect()));
  for (const client of clients) client.send(request);
  while (waiting.length < count) await turn();
  return clients;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Runs after all pending promise callbacks, and before anything else. */
function tick(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}

function answerAll(): void {
  for (const [n, resolve] of waiting.entries()) resolve(jsonReply({ n }));
}

test('answers of one turn of the event loop are written together, at its end', async () => {
  const clients = await ask(3);
  const ended = jest.spyOn(ServerResponse.prototype, 'end');
  answerAll();
  await tick();
  await tick();
  expect(ended).toHaveBeenCalledTimes(0);
  await turn();
  expect(ended).toHaveBeenCalledTimes(3);
  const answers = await Promise.all(clients.map((client) => client.answer()));
  const texts = answers.map((answer) => answer?.body.toString());
  expect(texts.sort()).toEqual(['{"n":0}', '{"n":1}', '{"n":2}']);
});

/** The connection breaks after the head of the answer is made, and before the end of the turn. */
function breakOnce(): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- applied to the response below
  const { writeHead } = ServerResponse.prototype;
  jest.spyOn(ServerResponse.prototype, 'writeHead').mockImplementationOnce(function (
    this: ServerResponse,
    ...head
  ) {
    const response = writeHead.apply(this, head);
    this.socket?.destroy();
    return response;
  });
}

const ways = {
  'that was translated': { bytes: request, body: '{"n":1}' },
  'that passes through': { bytes: 'GET /userinfo HTTP/1.1\r\nHost: holdover\r\n\r\n', body: 'tenant' },
};

test.each(Object.entries(ways))(
  'a client that leaves in the turn of its answer, one %s, affects no other client',
  async (_what, { bytes, body }) => {
    breakOnce();
    const [leaving, staying] = await Promise.all([stage.connect(), stage.connect()]);
    leaving.send(bytes);
    const gone = leaving.closed();
    while (bytes === request && waiting.length < 1) await turn();
    answerAll();
    expect((await gone).toString()).toBe('');
    staying.send(bytes);
    while (bytes === request && waiting.length < 2) await turn();
    answerAll();
    expect((await staying.answer())?.body.toString()).toBe(body);
    await tenant.until(() => tenant.open() <= 1);
  },
);
