import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import { SandboxCaller } from '../../support/sandbox.js';
import { seedTenant } from '../../support/tenant-seed.js';

describe('GET /users', () => {
  let sandbox: Sandbox;
  let caller: SandboxCaller;

  beforeAll(async () => {
    sandbox = await startSandbox({ seedUsers: 1100 });
    caller = await SandboxCaller.open(sandbox);
  });
  afterAll(() => sandbox.close());

  async function ids(query: string): Promise<string[]> {
    const { body } = await caller.get(`/users?fields=user_id&${query}`);
    return (body as { user_id: string }[]).map((user) => user.user_id);
  }

  test('answers without parameters with an array of 50 users and no Link', async () => {
    const reply = await caller.get('/users');
    expect(reply.body).toHaveLength(50);
    expect(reply.headers.get('link')).toBeNull();
  });

  test('answers an envelope with include_totals, whose start counts users and not pages', async () => {
    const { body } = await caller.get('/users?include_totals=true&page=3&per_page=20');
    const { users, ...envelope } = body as { users: unknown[] };
    expect(envelope).toEqual({ start: 60, limit: 20, length: 20, total: 1100 });
    expect(users).toHaveLength(20);
  });

  test('per_page=0 with include_totals only counts', async () => {
    const { body } = await caller.get('/users?include_totals=true&per_page=0');
    expect(body).toEqual({ start: 0, limit: 0, length: 0, total: 1100, users: [] });
  });

  test('pages do not overlap', async () => {
    const [one, two] = [await ids('per_page=100&page=0'), await ids('per_page=100&page=1')];
    expect(new Set([...one, ...two]).size).toBe(200);
  });

  test('the thousandth user is the last one that can be paged to', async () => {
    expect(await ids('per_page=100&page=9')).toHaveLength(100);
    const beyond = await caller.get('/users?per_page=100&page=10');
    expect(beyond.status).toBe(400);
    expect(beyond.body).toMatchObject({ errorCode: 'invalid_paging' });
  });

  test('ranges of created_at reach the users beyond the first thousand', async () => {
    const all = sandbox.tenant.users.all();
    const middle = [...all].sort((a, b) => (a.created_at < b.created_at ? -1 : 1))[550]?.created_at ?? '';
    const older = encodeURIComponent(`created_at:[* TO ${middle}}`);
    const newer = encodeURIComponent(`created_at:[${middle} TO *]`);
    const count = async (q: string): Promise<number> => {
      const { body } = await caller.get(`/users?include_totals=true&per_page=1&q=${q}`);
      return (body as { total: number }).total;
    };
    expect(await count(older)).toBe(550);
    expect(await count(newer)).toBe(550);
  });

  test('sorts by one field in both directions', async () => {
    const read = async (sort: string): Promise<string[]> => {
      const { body } = await caller.get(`/users?fields=created_at&per_page=100&sort=${sort}`);
      return (body as { created_at: string }[]).map((user) => user.created_at);
    };
    const up = await read('created_at:1');
    const down = await read('created_at:-1');
    expect(up).toEqual([...up].sort());
    expect(down).toEqual([...down].sort().reverse());
    expect(up[0]).not.toBe(down[0]);
  });

  test('sorts normalised fields without regard to case, and other fields by case', async () => {
    const odd = await startSandbox({ seedUsers: 0 });
    const own = await SandboxCaller.open(odd);
    const users = ['b', 'A', 'C', 'a\u0300'].map((text, n) => ({
      user_id: `auth0|${n}`,
      nickname: text,
      username: text,
      identities: [],
    }));
    seedTenant(odd.tenant, { users });
    const read = async (field: string): Promise<string[]> => {
      const { body } = await own.get(`/users?fields=${field}&sort=${field}:1`);
      return (body as Record<string, string>[]).map((user) => user[field] ?? '');
    };
    expect(await read('nickname')).toEqual(['A', 'a\u0300', 'b', 'C']);
    expect(await read('username')).toEqual(['A', 'C', 'a\u0300', 'b']);
    await odd.close();
  });

  test('numbers sort as numbers', async () => {
    const { body } = await caller.get('/users?fields=logins_count&per_page=100&sort=logins_count:-1');
    const counts = (body as { logins_count: number }[]).map((user) => user.logins_count);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(counts[0]).toBe(120);
  });

  test('fields and include_fields include or exclude the named fields', async () => {
    const only = await caller.get('/users?per_page=1&fields=email,name');
    expect(Object.keys((only.body as object[])[0] ?? {}).sort()).toEqual(['email', 'name']);
    const rest = await caller.get('/users?per_page=1&fields=email,name&include_fields=false');
    expect(Object.keys((rest.body as object[])[0] ?? {})).not.toContain('email');
    expect(Object.keys((rest.body as object[])[0] ?? {})).toContain('user_id');
  });

  test.each([
    ['search engine v1', 'search_engine=v1', 'You are not allowed to use search_engine=v1.'],
    [
      'search engine v2',
      'search_engine=v2',
      'You are not allowed to use search_engine=v2. Use search_engine=v3 instead.',
    ],
    ['connection, which selects v1', 'connection=x', 'You are not allowed to use search_engine=v1.'],
    ['a page of more than 100', 'per_page=101', 'Value 101 is greater than maximum 100'],
    ['a page that is no number', 'page=two', 'Expected type integer but found type string'],
    ['an unknown parameter', 'limit=5', "'Additional properties not allowed: limit'."],
    ['a parameter named like a property of every object', 'constructor=5', 'not allowed: constructor'],
    ['sorting by metadata', 'sort=app_metadata.plan:1', 'Sorting by metadata is not supported'],
    ['a malformed sort', 'sort=email', 'String does not match pattern'],
    ['an unreadable query', 'q=(', 'unexpected end of the query'],
  ])('%s is 400 invalid_query_string', async (_what, query, message) => {
    const reply = await caller.get(`/users?${query}`);
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({
      errorCode: 'invalid_query_string',
      message: expect.stringContaining(message),
    });
  });

  test('users-by-email needs the e-mail and compares it case by case', async () => {
    expect((await caller.get('/users-by-email')).body).toMatchObject({
      message: "Query validation error: 'Missing required property: email'.",
    });
    expect((await caller.get('/users-by-email?email=jane.doe@example.com')).body).toHaveLength(2);
    expect((await caller.get('/users-by-email?email=Jane.Doe@example.com')).body).toEqual([]);
  });

  test('identity provider tokens are hidden from a token with only the scope read:users', async () => {
    const path = `/users/${encodeURIComponent('google-oauth2|103547991597142817347')}`;
    expect((await caller.get(path)).body).toHaveProperty('identities.0.access_token');
    const narrow = await SandboxCaller.open(sandbox, undefined, 'read:users');
    expect((await narrow.get(path)).body).not.toHaveProperty('identities.0.access_token');
  });
});
