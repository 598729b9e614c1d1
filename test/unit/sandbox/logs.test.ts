import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import { SandboxCaller } from '../../support/sandbox.js';

describe('GET /logs', () => {
  let sandbox: Sandbox;
  let caller: SandboxCaller;

  beforeAll(async () => {
    sandbox = await startSandbox({ seedUsers: 0 });
    caller = await SandboxCaller.open(sandbox);
    for (let n = 0; n < 1050; n += 1) {
      sandbox.tenant.logs.add(
        {
          type: n % 2 === 0 ? 's' : 'fp',
          client_name: n % 5 === 0 ? 'Node App' : 'Other',
          connection: n % 3 === 0 ? 'Username-Password-Authentication' : null,
          user_name: `user${n}@example.com`,
          isMobile: n % 10 === 0,
        },
        Date.UTC(2015, 3, 1) + n * 60_000,
      );
    }
  });
  afterAll(() => sandbox.close());

  async function names(query: string): Promise<string[]> {
    const { body } = await caller.get(`/logs?fields=user_name&${query}`);
    return (body as { user_name: string }[]).map((entry) => entry.user_name.replace('@example.com', ''));
  }

  test('by page gives the newest first, with the length of the page as the total', async () => {
    const { body } = await caller.get('/logs?include_totals=true&per_page=3&page=1');
    expect(body).toMatchObject({
      start: 3,
      limit: 3,
      length: 3,
      total: 3,
      logs: [1046, 1045, 1044].map((n) => ({ user_name: `user${n}@example.com` })),
    });
  });

  test('by page ends at the thousandth entry', async () => {
    expect((await caller.get('/logs?per_page=100&page=9')).body).toHaveLength(100);
    const beyond = await caller.get('/logs?per_page=100&page=10');
    expect(beyond).toMatchObject({ status: 400, body: { errorCode: 'invalid_paging' } });
  });

  const nodeApp = (n: number): boolean => n % 5 === 0;
  const startsWith = (n: number, digits: string): boolean => String(n).startsWith(digits);

  test.each<[string, string, (n: number) => boolean]>([
    ['nothing for two types at once', 'type:"fp" AND isMobile:true', () => false],
    ['a whole value in any case', 'user_name:"USER7@example.com"', (n) => n === 7],
    ['the beginning of a value', 'user_name:user10*', (n) => startsWith(n, '10')],
    [
      'one of two fields, and a third',
      '(client_name:node* OR connection:User*) AND user_name:user100*',
      (n) => (nodeApp(n) || n % 3 === 0) && startsWith(n, '100'),
    ],
    ['a name with a space', 'client_name:"Node App"', nodeApp],
    ['a name up to its space', 'client_name:node\\ a*', nodeApp],
    ['what a type is not', 'NOT type:s', (n) => n % 2 === 1],
    ['a time from an hour on', 'date:[2015-04-01T01:00:00.000Z TO *]', (n) => n >= 60],
    ['what is not null', '_exists_:connection', (n) => n % 3 === 0],
  ])('q finds %s', async (_, q, matches) => {
    const numbers = Array.from({ length: 1050 }, (_each, n) => 1049 - n).filter(matches);
    expect(await names(`per_page=100&q=${encodeURIComponent(q)}`)).toEqual(
      numbers.slice(0, 100).map((n) => `user${n}`),
    );
  });

  test('refuses a query that cannot be parsed', async () => {
    expect(await caller.get('/logs?q=user_name:%22x')).toMatchObject({
      status: 400,
      body: { errorCode: 'invalid_query_string' },
    });
  });

  test('by checkpoint gives up to 100 entries strictly after it, oldest first, with a Link to the next', async () => {
    const first = await caller.get('/logs?take=100');
    const entries = first.body as { log_id: string; user_name: string }[];
    expect(entries.map((entry) => entry.user_name)).toEqual(
      Array.from({ length: 100 }, (_, n) => `user${n}@example.com`),
    );
    const last = entries.at(-1)?.log_id ?? '';
    expect(first.headers.get('link')).toMatch(new RegExp(`from=${last}&take=100>; rel="next"$`));
    const next = await caller.get(`/logs?from=${last}&take=1&sort=date:-1&q=type:x&per_page=50`);
    expect(next.body).toMatchObject([{ user_name: 'user100@example.com' }]);
  });

  test('after the last entry gives an empty list without a Link', async () => {
    const { log_id: last } = sandbox.tenant.logs.all().at(-1) as { log_id: string };
    const reply = await caller.get(`/logs?from=${last}&take=100`);
    expect(reply).toMatchObject({ status: 200, body: [] });
    expect(reply.headers.get('link')).toBeNull();
  });

  test('refuses more than 100 entries at a time', async () => {
    expect(await caller.get('/logs?take=101')).toMatchObject({
      status: 400,
      body: { errorCode: 'invalid_query_string' },
    });
  });
});
