import { afterEach, expect, test } from '@jest/globals';
import { readExposition } from '../support/exposition.js';
import { jsonReply, openStage, type Stage } from './stage.js';

const headers = { authorization: 'Bearer x', 'content-type': 'application/json' };

let stage: Stage | undefined;

afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

/** Blocks the event loop. */
function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** Four clients that repeat their request until one is shed; answers what the shed one received. */
async function overload({ http }: Stage, path: string, asked: RequestInit): Promise<Response> {
  const over = new AbortController();
  const shed: Response[] = [];
  const ask = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const answer = await fetch(`${http}${path}`, { ...asked, headers });
      if (answer.ok) await answer.text();
      else {
        shed.push(answer);
        over.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, ask));
  const [first] = shed;
  if (first === undefined) throw new Error('None was shed.');
  return first;
}

/** A stage whose pipeline blocks the event loop. */
function openBusy(): Promise<Stage> {
  return openStage({
    upstreamUrl: 'http://127.0.0.1:9',
    answer: () => {
      work(250);
      return Promise.resolve(jsonReply({ ok: true }));
    },
  });
}

test('a shed write is refused with 400 where its entry refuses with 400 only', async () => {
  const busy = await openBusy();
  stage = busy;
  const told = await overload(busy, '/api/connections/google', { method: 'PUT', body: '{}' });
  expect(told.status).toBe(400);
  expect(told.headers.get('retry-after')).toBe('1');
  expect(await told.json()).toMatchObject({
    statusCode: 400,
    error: 'overloaded',
    message: 'Too much is going on here: try again in a moment.',
  });
});

test('an event loop lag sheds a part of the requests with Retry-After, spares the operator’s port, and passes', async () => {
  const busy = await openBusy();
  stage = busy;
  const told = await overload(busy, '/api/users', {});
  expect(told.headers.get('retry-after')).toBe('1');
  expect(await told.json()).toMatchObject({ statusCode: 503, error: 'overloaded' });
  expect((await fetch(`${busy.admin}/livez`)).status).toBe(200);
  const { samples } = readExposition(await (await fetch(`${busy.admin}/metrics`)).text());
  expect(samples.find(({ name }) => name === 'holdover_shed_requests_total')?.value).toBeGreaterThan(0);
  await busy.line({ msg: 'overloaded: a part of the requests is told to come again', level: 'warn' });
  await busy.line({ msg: 'no longer overloaded' });
  const answer = await fetch(`${busy.http}/api/users`, { headers });
  expect(answer.status).toBe(200);
});
