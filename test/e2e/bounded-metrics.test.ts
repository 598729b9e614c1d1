import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as send, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readExposition, type Exposition } from '../support/exposition.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND', 'SEARCH'];
const shapes: readonly (() => string)[] = [
  () => `/api/users/auth0%7C${randomUUID()}`,
  () => `/api/${randomUUID()}`,
  () => `/${randomUUID()}/${randomUUID()}`,
  () => `/api/connections/${randomUUID()}?${randomUUID()}=${randomUUID()}`,
  () => `/api/users?search=${randomUUID()}`,
  () => `/holdover/confirm/${randomUUID()}`,
];
const agent = new Agent({ keepAlive: true, maxSockets: 40 });
let holdover: RunningHoldover;

beforeAll(async () => {
  holdover = await startHoldover();
});

afterAll(async () => {
  agent.destroy();
  await holdover.stop();
});

async function metrics(): Promise<Exposition> {
  return readExposition(await (await fetch(`${holdover.admin}/metrics`)).text());
}

async function ask(n: number): Promise<number> {
  const path = n % 20 === 0 ? '/oauth/token' : (shapes[n % shapes.length]?.() ?? '/');
  const method = n % 20 === 0 ? 'POST' : methods[n % methods.length];
  const headers = { authorization: `Bearer ${randomUUID()}`, 'content-type': 'application/json' };
  const request = send(`${holdover.http}${path}`, { method, agent, headers });
  request.end(n % 20 === 0 ? JSON.stringify({ client_id: randomUUID(), client_secret: 'x' }) : undefined);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.resume();
  await once(answer, 'end');
  return answer.statusCode ?? 0;
}

async function askAll(from: number, to: number): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    while (next < to) await ask(next++);
  };
  await Promise.all(Array.from({ length: 40 }, worker));
}

test('10,000 random paths, ids, client ids and methods leave no more metric series than the first thousand', async () => {
  await askAll(0, 1_000);
  const before = await metrics();
  await askAll(1_000, 10_000);
  const after = await metrics();
  const counted = after.samples
    .filter(({ name }) => name === 'holdover_requests_total')
    .reduce((sum, { value }) => sum + value, 0);
  process.stdout.write(
    `/metrics: ${before.samples.length} series after 1,000 requests, ${after.samples.length} after ${counted}\n`,
  );
  expect(counted).toBeGreaterThan(9_000);
  expect(after.samples.length).toBeLessThan(1_000);
  // A rare status class may appear late.
  expect(after.samples.length - before.samples.length).toBeLessThan(40);
  const words = after.samples.flatMap(({ labels }) => Object.values(labels));
  expect(words.filter((word) => /[0-9a-f]{8}-[0-9a-f]{4}/.test(word))).toEqual([]);
}, 120_000);
