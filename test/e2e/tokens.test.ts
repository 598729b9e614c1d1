import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { readExposition } from '../support/exposition.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { v1Token } from '../support/v1-token.js';

const newKey = (): string => randomBytes(32).toString('base64url');
const key = newKey();
const serviceClient: Record<string, string> = {
  HOLDOVER_UPSTREAM_CLIENT_ID: demoClients.service.clientId,
  HOLDOVER_UPSTREAM_CLIENT_SECRET: demoClients.service.clientSecret,
};

let sandbox: Sandbox;
/** For tests that need no restart. */
let steady: RunningHoldover;
const running = new Set<RunningHoldover>();

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 12 });
  steady = await start();
  running.delete(steady);
});

afterAll(async () => {
  await steady.stop();
  await sandbox.close();
});

afterEach(async () => {
  await Promise.all([...running].map((holdover) => holdover.stop()));
  running.clear();
});

/** holdover before the sandbox, by default with its own v2 client, and without a clients file. */
async function start(env: Record<string, string> = {}, own = serviceClient): Promise<RunningHoldover> {
  const holdover = await startHoldover({
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_TOKEN_KEY: key,
    ...own,
    ...env,
  });
  running.add(holdover);
  return holdover;
}

async function restart(
  holdover: RunningHoldover,
  env: Record<string, string> = {},
): Promise<RunningHoldover> {
  running.delete(holdover);
  expect(await holdover.stop()).toBe(0);
  return start(env);
}

function getUsers(holdover: RunningHoldover, token: string, perPage = 1): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  return fetch(`${holdover.http}/api/users?per_page=${perPage}`, { headers });
}

/** The link to the second page of two users each. */
async function nextLink(holdover: RunningHoldover, token: string): Promise<URL> {
  const page = await getUsers(holdover, token, 2);
  const [, link = ''] = /^<(.*)>; rel="next"$/.exec(page.headers.get('link') ?? '') ?? [];
  return new URL(link);
}

function upstreamTokenCalls(): number {
  return sandbox.calls.filter(({ path }) => path === '/oauth/token').length;
}

/** The counts in `/metrics` of needed tokens, by kind and by whether the token was in the cache. */
async function tokensNeeded({ admin }: RunningHoldover): Promise<Record<string, number>> {
  const { samples } = readExposition(await (await fetch(`${admin}/metrics`)).text());
  const told = samples.filter(({ name }) => name === 'holdover_tokens_total');
  return Object.fromEntries(
    told.map(({ labels, value }) => [`${labels['token']} ${labels['result']}`, value]),
  );
}

test('a token that is needed again is a cache hit in the metrics', async () => {
  const holdover = await start();
  const token = await v1Token(holdover.http, demoClients.app);
  for (let n = 0; n < 4; n += 1) expect((await getUsers(holdover, token)).status).toBe(200);
  const told = await tokensNeeded(holdover);
  expect(told).toMatchObject({ 'v1 miss': 1, 'v1 hit': 3 });
  // Those of the client and of holdover's own.
  expect(told['v2 miss']).toBe(2);
  expect(told['v2 hit']).toBeGreaterThanOrEqual(4);
});

describe('a v1 token', () => {
  test('is valid after a restart, and in another process with the same key', async () => {
    const first = await start();
    const token = await v1Token(first.http, demoClients.app);
    const replica = await start();
    expect((await getUsers(replica, token)).status).toBe(200);
    const again = await restart(first);
    expect((await getUsers(again, token)).status).toBe(200);
  });

  test('is valid after a rotation of the key, as long as the old key is in second place', async () => {
    const first = await start();
    const token = await v1Token(first.http, demoClients.app);
    const fresh = newKey();
    const rotated = await restart(first, { HOLDOVER_TOKEN_KEY: `${fresh},${key}` });
    expect((await getUsers(rotated, token)).status).toBe(200);
    const young = await v1Token(rotated.http, demoClients.app);
    const done = await restart(rotated, { HOLDOVER_TOKEN_KEY: fresh });
    expect((await getUsers(done, young)).status).toBe(200);
    expect((await getUsers(done, token)).status).toBe(401);
  });

  test('is refused with 401 and a sentence after the slightest change', async () => {
    const token = await v1Token(steady.http, demoClients.app);
    const places = token
      .split('')
      .flatMap((letter, index) => (index % 7 === 0 && letter !== '.' ? [index] : []));
    const changed = [
      ...places.map((at) => `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`),
      token.slice(0, -1),
      `${token}A`,
      `${token}.`,
      token.toUpperCase(),
    ];
    for (const each of changed) {
      const answer = await getUsers(steady, each);
      expect([each, answer.status]).toEqual([each, 401]);
      expect(await answer.json()).toMatchObject({ error: 'invalid_token', statusCode: 401 });
    }
  });

  test('of another holdover is refused with 401', async () => {
    const token = await v1Token((await start({ HOLDOVER_TOKEN_KEY: newKey() })).http, demoClients.app);
    expect((await getUsers(steady, token)).status).toBe(401);
  });

  test('has only characters that .NET can put into a query', async () => {
    const token = await v1Token(steady.http, demoClients.global);
    expect(token).toMatch(/^[A-Za-z0-9._~-]+$/);
    const answer = await fetch(`${steady.http}/api/users?per_page=1&access_token=${token}`);
    expect(answer.status).toBe(200);
  });
});

describe('a paging link', () => {
  test('is valid after a restart, without a token', async () => {
    const first = await start();
    const { pathname, search } = await nextLink(first, await v1Token(first.http, demoClients.app));
    const again = await restart(first);
    const next = await fetch(`${again.http}${pathname}${search}`);
    expect(next.status).toBe(200);
    expect(await next.json()).toHaveLength(2);
  });

  test('opens that page and nothing else', async () => {
    const link = await nextLink(steady, await v1Token(steady.http, demoClients.app));
    const signature = link.searchParams.get('bewit') ?? '';
    const [user] = sandbox.tenant.users.all();
    const tries = [
      `/api/users?per_page=500&page=0&bewit=${signature}`,
      `/api/users${link.search}&search=a`,
      `/api/users/${encodeURIComponent(user?.user_id ?? '')}?bewit=${signature}`,
      `/api/users?access_token=${signature}`,
    ];
    for (const path of tries) {
      const answer = await fetch(`${steady.http}${path}`);
      expect([path, answer.status]).toEqual([path, 401]);
    }
  });

  test('can only read: it can neither create nor delete', async () => {
    const { href } = await nextLink(steady, await v1Token(steady.http, demoClients.app));
    const before = sandbox.tenant.users.all().length;
    const body = JSON.stringify({
      connection: 'Username-Password-Authentication',
      email: 'by-link@tokens.test',
      password: 'Any-Passw0rd!',
    });
    const headers = { 'content-type': 'application/json' };
    const created = await fetch(href, { method: 'POST', headers, body });
    const deleted = await fetch(href, { method: 'DELETE' });
    expect([created.status, deleted.status]).toEqual([401, 401]);
    expect(sandbox.tenant.users.all()).toHaveLength(before);
  });
});

describe('a revoked token', () => {
  test('is refused at once with its paging link, and no other token is; a restart without Redis forgets the revocation', async () => {
    const holdover = await start();
    const [token, other] = [
      await v1Token(holdover.http, demoClients.app),
      await v1Token(holdover.http, demoClients.app),
    ];
    const link = await nextLink(holdover, token);
    expect((await fetch(link)).status).toBe(200);
    const revoked = await fetch(`${holdover.admin}/revocations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    expect(await revoked.json()).toMatchObject({ reach: 'here-only' });
    const answer = await getUsers(holdover, token);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      error: 'invalid_token',
      error_description: 'The access token is not valid.',
    });
    expect((await fetch(link)).status).toBe(401);
    expect((await getUsers(holdover, other)).status).toBe(200);
    const list = await (await fetch(`${holdover.admin}/revocations`)).json();
    expect(list).toEqual({ revocations: [expect.objectContaining({ token_id: expect.any(String) })] });
    const again = await restart(holdover);
    expect((await getUsers(again, token)).status).toBe(200);
  });
});

describe('200 concurrent first requests', () => {
  test('cause one call for a v2 token, for the service client where there is a clients file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'holdover-clients-'));
    const file = join(folder, 'clients.json');
    const { clientId, clientSecret } = demoClients.app;
    await writeFile(
      file,
      JSON.stringify([{ client_id: clientId, client_secret: clientSecret, kind: 'app' }]),
    );
    const minted = await v1Token(steady.http, demoClients.app);
    const holdover = await start({ HOLDOVER_CLIENTS_FILE: file });
    const before = upstreamTokenCalls();
    const answers = await Promise.all(Array.from({ length: 200 }, () => getUsers(holdover, minted)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    // At most one call at the start, for /readyz.
    expect(upstreamTokenCalls() - before).toBeLessThanOrEqual(1);
    expect(sandbox.calls.filter(({ path }) => path === '/api/v2/users')).not.toEqual([]);
    await rm(folder, { recursive: true });
  });
});
