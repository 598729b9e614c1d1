import { afterEach, expect, test } from '@jest/globals';
import { readExposition } from '../support/exposition.js';
import { jsonReply, openStage, type Stage } from './stage.js';

let stage: Stage | undefined;

afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

/** Keeps the event loop from everything else. */
function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** Four clients that ask again as soon as they are answered, until one is shed; what the shed one was told. */
async function overload({ http }: Stage): Promise<Response> {
  const over = new AbortController();
  const shed: Response[] = [];
  const ask = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const answer = await fetch(`${http}/api/users`, { headers: { authorization: 'Bearer x' } });
      if (answer.status === 503) {
        shed.push(answer);
        over.abort();
      } else await answer.text();
    }
  };
  await Promise.all(Array.from({ length: 4 }, ask));
  const [first] = shed;
  if (first === undefined) throw new Error('None was shed.');
  return first;
}

test('while the event loop is late a share of the requests is told to come again, the operator’s port answers, and it passes', async () => {
  const busy = await openStage({
    upstreamUrl: 'http://127.0.0.1:9',
    answer: () => {
      work(250);
      return Promise.resolve(jsonReply({ ok: true }));
    },
  });
  stage = busy;
  const told = await overload(busy);
  expect(told.headers.get('retry-after')).toBe('1');
  expect(await told.json()).toMatchObject({ statusCode: 503, error: 'overloaded' });
  expect((await fetch(`${busy.admin}/livez`)).status).toBe(200);
  const { samples } = readExposition(await (await fetch(`${busy.admin}/metrics`)).text());
  expect(samples.find(({ name }) => name === 'holdover_shed_requests_total')?.value).toBeGreaterThan(0);
  await busy.line({ msg: 'overloaded: a part of the requests is told to come again', level: 'warn' });
  await busy.line({ msg: 'no longer overloaded' });
  const answer = await fetch(`${busy.http}/api/users`, { headers: { authorization: 'Bearer x' } });
  expect(answer.status).toBe(200);
});
