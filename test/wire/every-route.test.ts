import { STATUS_CODES } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { listRoutes } from '../../src/map/print/list-routes.js';
import { loadMap } from '../../src/map/load-map.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { headerOf, rawExchange, type RawAnswer } from '../support/raw-exchange.js';
import { seedTenant } from '../support/tenant-seed.js';
import { userToken } from '../support/user-token.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { routeRefusals, type Fault } from './route-refusals.js';
import { routeRepeats } from './route-repeats.js';
import { routeReplies, tokenOfMax } from './route-replies.js';
import { requestFor, targetOf, type RouteRequest } from './route-requests.js';
import { passwords, routeTenant, unknown } from './route-tenant.js';

const map = loadMap({
  folders: ['routes-map'],
  reshapes,
  settings: { nulls: 'preserve', userMetadataKeys: [] },
  dialect: 'current',
});
const lines = listRoutes(map.routes).flatMap(({ id, v1, gone }) => v1.map((line) => ({ id, line, gone })));

let holdover: SandboxGateway;
const tokens: Record<string, string | undefined> = {};

beforeAll(async () => {
  holdover = await openSandboxGateway({ HOLDOVER_ALLOW_DELETE_ALL_USERS: 'true' });
  for (const kind of ['global', 'app'] as const) tokens[kind] = await holdover.bearerOf(kind);
});

beforeEach(() => {
  seedTenant(holdover.sandbox.tenant, routeTenant);
});

afterAll(async () => {
  await holdover.close();
});

describe('the tables', () => {
  test('hold a reply for every served line of the map, and for no other; to fix: route-replies.ts', () => {
    const served = lines.filter(({ gone }) => gone === undefined);
    expect(Object.keys(routeReplies).sort()).toEqual(served.map(({ line }) => line).sort());
  });

  test('hold a refusal for every line of the map, and for no other; to fix: route-refusals.ts', () => {
    expect(Object.keys(routeRefusals).sort()).toEqual(lines.map(({ line }) => line).sort());
  });

  test.each(lines)('have a request for $line that leads to its own entry', ({ id, line }) => {
    const { method, path, query } = targetOf(line, requestFor(line));
    expect(map.index.find(method, path, query)).toMatchObject({ match: { route: { id } } });
  });
});

const types = {
  json: 'application/json; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  script: 'application/javascript; charset=utf-8',
} as const;

describe('the answer is what v1 answered, for', () => {
  test.each(Object.entries(routeReplies))('%s', async (line, row) => {
    const { status = 200, type = 'json', lacks = [] } = row;
    const answer = await ask(line, row);
    expectWhole(answer, { status, type });
    const body = bodyOf(answer, type);
    expect(body).toEqual(row.answer);
    for (const name of lacks) expect(body).not.toHaveProperty(name);
    if (row.paged === true) await expectNextPage(line, answer);
    else expect(headerOf(answer, 'Link') ?? '').not.toMatch(/rel="?(next|prev|first|last)/i);
  });

  test('POST /oauth/token, which is not in the map', async () => {
    const answer = await askForToken(demoClients.app.clientSecret);
    expectWhole(answer, { status: 200, type: 'json' });
    expect(JSON.parse(answer.body)).toEqual({
      access_token: expect.stringMatching(/^[\w.~-]+$/),
      token_type: 'bearer',
    });
  });
});

describe('the refusal has the form that every v1 client can read, for', () => {
  test.each(Object.entries(routeRefusals).map(([line, [fault, ...expected]]) => ({ line, fault, expected })))(
    '$line $fault',
    async ({ line, fault, expected: [status, error] }) => {
      expectRefusal(await ask(line, { ...requestFor(line), ...faults[fault] }), { status, error });
    },
  );

  test('POST /oauth/token with a wrong secret', async () => {
    expectRefusal(await askForToken('wrong'), { status: 401, error: 'access_denied' });
  });
});

describe('a request that is repeated after a lost answer is answered according to the outcome of the first, for', () => {
  test.each(Object.entries(routeReplies).filter(([line]) => !line.startsWith('GET ')))(
    '%s',
    async (line, row) => {
      const first = await ask(line, row);
      const again = await ask(line, row);
      expect([first.status, again.status]).toEqual([row.status ?? 200, routeRepeats[line] ?? first.status]);
      if (again.status === 200) expect(again.body).not.toBe('');
    },
  );

  test('and every line with another status for the repetition is in the map', () => {
    expect(Object.keys(routeReplies)).toEqual(expect.arrayContaining(Object.keys(routeRepeats)));
  });
});

describe('a request makes the same v2 calls in every valid spelling:', () => {
  test.each(Object.entries(routeReplies))('%s', async (line, row) => {
    const seen: { status: number; calls: string[] }[] = [];
    // The first request fills the caches.
    for (const writing of [asItIs, ...writings]) {
      seedTenant(holdover.sandbox.tenant, routeTenant);
      holdover.takeCalls();
      const { status } = await ask(line, row, writing);
      // A new record has an id of its own.
      const calls = holdover.takeCalls().map((call) => call.replaceAll(/\w{16,}/g, 'id'));
      seen.push({ status, calls: calls.sort() });
    }
    const [, ...others] = seen;
    expect(others).toEqual(writings.map(() => others[0]));
  });
});

/** The spelling of a request on the wire. */
type Writing = (head: readonly string[], body: string) => { head: readonly string[]; body: string };

const asItIs: Writing = (head, body) => ({ head, body });

const writings: readonly Writing[] = [
  asItIs,
  (head, body) => ({ head: head.map((line) => line.replace(/^[^:]*/, swapCase)).reverse(), body }),
  (head, body) => ({
    head: [...head.filter((line) => !line.startsWith('Content-Length')), 'Transfer-Encoding: chunked'],
    body: `${body.replaceAll(/./gsu, (letter) => `${Buffer.byteLength(letter).toString(16)}\r\n${letter}\r\n`)}0\r\n\r\n`,
  }),
  (head, body) => {
    const loose = body === '' ? '' : `\n\t${JSON.stringify(backwards(JSON.parse(body)), null, 3)} `;
    const length = `Content-Length: ${Buffer.byteLength(loose)}`;
    return { head: head.map((line) => (line.startsWith('Content-Length') ? length : line)), body: loose };
  },
];

function swapCase(text: string): string {
  return text.replaceAll(/[a-z]+|[A-Z]+/g, (run) =>
    run === run.toLowerCase() ? run.toUpperCase() : run.toLowerCase(),
  );
}

/** The same JSON, with the keys of every object in reverse order. */
function backwards(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(backwards);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, backwards(each)]),
  );
}

const faults: Record<Fault, RouteRequest> = {
  'without a token': { caller: 'anonymous' },
  'as an app client': { caller: 'app' },
  'of something unknown': { slots: unknown },
  'without a body': { body: undefined },
  'with a callback that is no name': { query: 'cbx=alert(1)' },
  'as it was': {},
};

function bodyOf({ body }: RawAnswer, type: keyof typeof types): unknown {
  if (type === 'text') return body;
  return JSON.parse(type === 'json' ? body : (/^fn\((.*)\)$/s.exec(body)?.[1] ?? ''));
}

async function ask(line: string, request: RouteRequest, writing?: Writing): Promise<RawAnswer> {
  const { caller = 'app', body } = request;
  const { method, path, query } = targetOf(line, request);
  return send(`${method} ${path}${query && `?${query}`}`, { token: tokens[caller], body, writing });
}

async function askForToken(client_secret: string): Promise<RawAnswer> {
  const { clientId: client_id } = demoClients.app;
  const body = { grant_type: 'client_credentials', client_id, client_secret };
  return send('POST /oauth/token', { body });
}

async function send(
  line: string,
  {
    token,
    body,
    writing = asItIs,
  }: { token?: string | undefined; body?: object | undefined; writing?: Writing | undefined } = {},
): Promise<RawAnswer> {
  const text = body === undefined ? '' : await withToken(JSON.stringify(body));
  const headers = [
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    ...(body === undefined ? [] : ['Content-Type: application/json']),
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  const written = writing(headers, text);
  return rawExchange(holdover.http, [`${line} HTTP/1.1`, ...written.head], written.body);
}

async function withToken(text: string): Promise<string> {
  if (!text.includes(tokenOfMax)) return text;
  const login = { username: 'max@example.com', password: passwords.max };
  return text.replace(tokenOfMax, await userToken(holdover.sandbox.url, login));
}

/** Exact status, reason and type, and a body that is not empty and as long as Content-Length says. */
function expectWhole(
  answer: RawAnswer,
  { status, type }: { status: number; type: keyof typeof types },
): void {
  expect({
    status: answer.status,
    reason: answer.reason,
    type: headerOf(answer, 'Content-Type'),
    length: headerOf(answer, 'Content-Length'),
  }).toEqual({
    status,
    reason: STATUS_CODES[status],
    type: types[type],
    length: String(Buffer.byteLength(answer.body)),
  });
  expect(answer.body).not.toBe('');
}

function expectRefusal(answer: RawAnswer, { status, error }: { status: number; error: string }): void {
  expectWhole(answer, { status, type: 'json' });
  const sentence = expect.stringMatching(/\S/);
  expect(JSON.parse(answer.body)).toEqual({
    error,
    error_description: sentence,
    detail: sentence,
    code: error,
    message: sentence,
    statusCode: status,
  });
}

/** The Link is the only one, absolute, on the same host and without a comma; it opens the next page without a token. */
async function expectNextPage(line: string, answer: RawAnswer): Promise<void> {
  const link = headerOf(answer, 'Link') ?? '';
  const [, url = ''] = /^<([^<>,]*)>; rel="next"$/.exec(link) ?? [];
  const { origin, pathname, search } = new URL(url);
  expect({ origin, path: pathname }).toEqual({
    origin: holdover.http,
    path: targetOf(line, requestFor(line)).path,
  });
  const next = await send(`GET ${pathname}${search}`);
  expectWhole(next, { status: 200, type: 'json' });
  const items = JSON.parse(next.body) as unknown[];
  expect(items).toHaveLength(1);
  expect(items).not.toEqual(JSON.parse(answer.body));
}
