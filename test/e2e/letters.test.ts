import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request, type Dispatcher } from 'undici';
import { userToV1 } from '../../src/reshapes/users/user-to-v1.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { startStrictTenant, type StrictTenant } from '../support/strict-tenant.js';
import { v1Token } from '../support/v1-token.js';
import { contextOf } from '../unit/reshapes/context.js';

const id = 'auth0|5457edea1b8f33391a000004';
const plain = { user_id: id, identities: [], email: 'a@b.c', name: 'Zoë Müller' };

/** v2's answers for a user, as JSON. */
const answers: Readonly<Record<string, string>> = {
  'ASCII only': JSON.stringify({ ...plain, name: 'Zoe' }),
  'Latin-1': JSON.stringify(plain),
  'letters of two, three and four bytes': JSON.stringify({ ...plain, name: 'éŁ€😀' }),
  'line separators and controls of Latin-1': JSON.stringify({ ...plain, name: '\u2028\u2029\u0080\u009f' }),
  'escapes alone': String.raw`{"user_id":"${id}","name":"Zo\u00eb \ud83d\ude00 \u0001","identities":[]}`,
  'escapes and letters': String.raw`{"user_id":"${id}","name":"Zo\u00eb ë \\u00eb","identities":[]}`,
  'half of a pair': String.raw`{"user_id":"${id}","name":"ë \ud800","identities":[]}`,
  'a byte order mark': `\uFEFF${JSON.stringify(plain)}`,
  'values of metadata': JSON.stringify({ ...plain, app_metadata: { plan: 'größer', a: [{ b: 'ключ' }] } }),
  'names of metadata': JSON.stringify({
    ...plain,
    app_metadata: { größe: 1, ключ: 2 },
    user_metadata: { größe: 2 },
  }),
  'names that stand for others': JSON.stringify({
    ...plain,
    app_metadata: { '_v1_gr%C3%B6%C3%9Fe%2E': 'ë', a: { '_v1_%24%D0%BA': 'ë' } },
  }),
  'an id of which _id is made': JSON.stringify({ ...plain, user_id: 'samlp|zoë' }),
  'more than is written at once': JSON.stringify({
    ...plain,
    app_metadata: { notes: 'größer '.repeat(20_000) },
  }),
};
const names = Object.keys(answers);

/** In v2's order: a third with non-ASCII letters, a third without, and a third with names that must be decoded. */
const everybody = Array.from({ length: 250 }, (_, n) => ({
  user_id: `auth0|${String(n).padStart(3, '0')}`,
  name: n < 100 ? 'Zoë Łukasz 😀' : 'Zoe',
  identities: [],
  app_metadata: n < 200 ? { plan: n < 100 ? 'größer' : 'big' } : { größe: 'ë' },
  created_at: '2014-11-03T20:13:16.000Z',
}));

/** One page of them, as v2 pages: the users after the one that `q` names. */
function listed(target: string): string {
  const query = new URL(target, 'http://tenant').searchParams;
  const [, after = ''] = /user_id:\{"?([^" ]+)/.exec(query.get('q') ?? '') ?? [];
  const [page, perPage] = [Number(query.get('page')), Number(query.get('per_page'))];
  const left = everybody.filter(({ user_id }) => user_id > after.replaceAll('\\', ''));
  const users = left.slice(page * perPage, (page + 1) * perPage);
  return JSON.stringify({ start: page * perPage, limit: perPage, total: left.length, users });
}

let tenant: StrictTenant;
let holdover: RunningHoldover;
let token: string;

beforeAll(async () => {
  tenant = await startStrictTenant((socket, { target }) => {
    const at = /\/users\/auth0%7C(\d+)/.exec(target)?.[1];
    const grant = '{"access_token":"v2.token","token_type":"Bearer","expires_in":86400}';
    const user = at === undefined ? grant : (answers[names[Number(at)] as string] as string);
    const body = Buffer.from(/\/users\?/.test(target) ? listed(target) : user);
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`);
    socket.write(body);
  });
  holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: tenant.url,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
    HOLDOVER_LOSSY: 'warn',
  });
  token = await v1Token(holdover.http, { clientId: 'legacy', clientSecret: 'secret' });
});

afterAll(async () => {
  await holdover.stop();
  await tenant.close();
});

describe('a v1 client receives non-ASCII letters as v2 has them', () => {
  test.each(names)('in %s', async (name) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await request(`${holdover.http}/api/users/${names.indexOf(name)}`, { headers });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const told = JSON.parse((answers[name] as string).replace('\uFEFF', '')) as object;
    expect(bytes.toString()).toBe(JSON.stringify(userToV1(told, contextOf())));
    expect(Number(answer.headers['content-length'])).toBe(bytes.length);
  });

  test('and in the names that reported losses contain', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const url = `${holdover.http}/api/users/${names.indexOf('names of metadata')}`;
    const answer = await request(url, { headers });
    await answer.body.dump();
    expect(answer.headers['x-holdover-lossy-fields']).toContain(`one-bag=${encodeURIComponent('größe')}`);
  });
});

describe('a v1 client receives non-ASCII letters of lists as v2 has them', () => {
  test.each([
    { name: 'of one call, that is only copied', query: 'per_page=100', from: 0, to: 100, calls: 1 },
    { name: 'of one call, whose names are read', query: 'per_page=50&page=4', from: 200, to: 250, calls: 1 },
    {
      name: 'of several, the first only copied, the others side by side',
      query: 'per_page=250',
      from: 0,
      to: 250,
      calls: 3,
    },
    { name: 'of a page that is counted to', query: 'per_page=90&page=1', from: 90, to: 180, calls: 1 },
  ])('$name', async ({ query, from, to, calls }) => {
    const before = tenant.requests.length;
    const headers = { authorization: `Bearer ${token}` };
    const answer = await request(`${holdover.http}/api/users?${query}`, { headers });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    expect(bytes.toString()).toBe(
      JSON.stringify(everybody.slice(from, to).map((user) => userToV1(user, contextOf()))),
    );
    expect(Number(answer.headers['content-length'])).toBe(bytes.length);
    expect(tenant.requests.length - before).toBe(calls);
  });

  test('from page to page', async () => {
    const seen: string[] = [];
    let next: string | undefined = `${holdover.http}/api/users?per_page=80`;
    const headers = { authorization: `Bearer ${token}` };
    while (next !== undefined) {
      const answer: Dispatcher.ResponseData = await request(next, { headers });
      seen.push(...((await answer.body.json()) as { name: string }[]).map(({ name }) => name));
      next = /<([^>]+)>; rel="next"/.exec(String(answer.headers['link']))?.[1];
    }
    expect(seen).toEqual(everybody.map(({ name }) => name));
  });
});
