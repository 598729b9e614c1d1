import { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { V1Reply } from '../../src/pipeline/exchange.js';
import { jsonReply, openStage, type Stage } from './stage.js';

let stage: Stage;
const waiting: ((reply: V1Reply) => void)[] = [];

beforeAll(async () => {
  const answer = () => new Promise<V1Reply>((resolve) => waiting.push(resolve));
  stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9', answer });
});

afterEach(() => {
  jest.restoreAllMocks();
  waiting.length = 0;
});

afterAll(async () => {
  await stage.close();
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

/** All that was promised until then has happened, and nothing else. */
function tick(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}

function answerAll(): void {
  for (const [n, resolve] of waiting.entries()) resolve(jsonReply({ n }));
}

test('answers that come in one turn of the event loop are written together, at its end', async () => {
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

test('one whose client leaves meanwhile disturbs none of the others', async () => {
  const [leaving, staying] = await ask(2);
  leaving?.destroy();
  answerAll();
  expect((await staying?.answer())?.status).toBe(200);
});
