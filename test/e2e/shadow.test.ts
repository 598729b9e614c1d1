import { afterEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { openShadowStage, type ShadowMode, type ShadowStage } from '../support/shadow-stage.js';
import { v1Token } from '../support/v1-token.js';
import { RawClient } from '../wire/raw-client.js';

/** The built program between a tenant and a native v1 with equal stores. */
let stage: ShadowStage;
let token: string;

afterEach(() => stage.close());

async function open(mode: ShadowMode, env: Readonly<Record<string, string>> = {}): Promise<void> {
  stage = await openShadowStage(mode, env);
  token = await v1Token(stage.holdover.http, demoClients.global);
}

const reads = [
  '/api/users?per_page=5',
  '/api/users/auth0%7Cnobody',
  '/api/connections',
  '/api/connections/Username-Password-Authentication',
  '/api/clients',
  '/api/rules',
  '/api/emails/verify_email',
];

function get(target: string, bearer = token): Promise<Response> {
  return fetch(`${stage.holdover.http}${target}`, { headers: { authorization: `Bearer ${bearer}` } });
}

async function readAll(targets: readonly string[]): Promise<void> {
  for (const target of targets) await (await get(target)).text();
}

/**
 * All bytes of an answer, except for parts that always differ (the date, the request id, a link's seal) and those of
 * the connection.
 */
async function bytesFrom(base: string, target: string, bearer = token): Promise<string> {
  const client = await RawClient.connect(base);
  client.send(
    `GET ${target} HTTP/1.1\r\nHost: ${new URL(stage.v1.url).host}\r\nAuthorization: Bearer ${bearer}\r\n\r\n`,
  );
  const answer = await client.answer();
  client.destroy();
  const headers = (answer?.headers ?? []).filter(
    ([name]) => !/^(?:date|x-request-id|connection|keep-alive)$/i.test(name),
  );
  const text = headers.map(([name, value]) => `${name}: ${value.replace(/bewit=[^&>]+/g, 'bewit=')}`);
  return [`${answer?.status} ${answer?.reason}`, ...text, answer?.body.toString('latin1')].join('\n');
}

/** The heads of all requests that reach one side from now on. */
function watched(side: 'tenant' | 'v1'): string[] {
  const seen: string[] = [];
  stage[side].intercept = (_call, _response, request) => {
    seen.push([request.url, ...request.rawHeaders].join(' '));
    return false;
  };
  return seen;
}

/** Accepts calls like v1 or a tenant, and never answers them. */
const hang = (): boolean => true;

describe('the answers for the application are the same with a shadow and without,', () => {
  test('where v1 serves, identical to v1’s own bytes', async () => {
    await open('serve-v1');
    for (const target of [...reads, '/api/users?per_page=2&page=1', '/api/users/a/b/c', '/api/users/%zz']) {
      expect(await bytesFrom(stage.holdover.http, target)).toBe(await bytesFrom(stage.v1.url, target));
    }
  }, 60_000);

  test('where holdover serves, identical to those without a shadow', async () => {
    await open('serve-holdover');
    const shadowed: string[] = [];
    for (const target of reads) shadowed.push(await bytesFrom(stage.holdover.http, target));
    await stage.settled(reads.length);
    await stage.switchTo('off');
    for (const [n, target] of reads.entries())
      expect(shadowed[n]).toBe(await bytesFrom(stage.holdover.http, target));
  }, 60_000);

  test.each<ShadowMode>(['serve-v1', 'serve-holdover'])(
    'and without delay, while the other side hangs, and after it has gone (%s)',
    async (mode) => {
      await open(mode, { HOLDOVER_SHADOW_CONCURRENCY: '4' });
      const other = mode === 'serve-v1' ? stage.tenant : stage.v1;
      other.intercept = hang;
      // Sequential: there would be no answer if one waited for the other side.
      for (let n = 0; n < 20; n += 1) expect((await get('/api/rules')).status).toBe(200);
      expect((await stage.counts('left_out'))['busy']).toBe(16);
      expect(await stage.counts('reads')).toEqual({});
      // The end of the process does not wait for them either.
      expect(await stage.holdover.stop()).toBe(0);
    },
    60_000,
  );
});

test('a file of differences that cannot be written is told at the start, before there is one', async () => {
  await open('off', { HOLDOVER_SHADOW_FILE: '/dev/null/differences.jsonl' });
  await stage.holdover.says('the shadow file cannot be written: differences are only counted');
  expect(stage.holdover.stdout()).toContain('/dev/null/differences.jsonl: cannot be written (ENOTDIR).');
  expect((await get('/api/rules')).status).toBe(200);
  expect(await stage.counts('unwritten_lines')).toEqual({});
}, 60_000);

test('while v1 serves, a brownout refuses no request, and no comparison either', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdover-shadow-brownout-'));
  try {
    const file = join(folder, 'brownouts.yaml');
    await writeFile(file, '- { from: 2020-01-01T00:00Z, to: 2999-01-01T00:00Z, reason: Move to v2. }\n');
    await open('serve-v1', { HOLDOVER_BROWNOUTS_FILE: file });
    expect((await get('/api/connections')).status).toBe(200);
    await stage.settled(1);
    expect(await stage.counts('reads')).toEqual({ 'connections.list same': 1 });
    expect(stage.holdover.stdout()).not.toContain('refused on purpose');
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);

test('while v1 serves, usage counts a request for the client that got its token from v1, and names nobody else', async () => {
  await open('serve-v1');
  const { clientId, clientSecret } = demoClients.global;
  await readAll(['/api/rules', '/api/rules/none', '/api/users?per_page=2']);
  await (await get('/api/rules', 'a-token-of-before')).text();
  for (const [id, secret] of [
    [clientId, 'wrong'],
    ['nobody', clientSecret],
  ] as const)
    await fetch(`${stage.holdover.http}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: id, client_secret: secret, grant_type: 'client_credentials' }),
    });
  const { rows } = (await (await fetch(`${stage.holdover.admin}/usage`)).json()) as {
    rows: { client: string; caller: string; route: string; requests: number }[];
  };
  const counted = rows.map(({ client, caller, route, requests }) =>
    [client, caller, route, requests].join(' '),
  );
  expect(counted.sort()).toEqual(
    [
      ' anonymous rules.list 1',
      ' anonymous token 2',
      `${clientId} global rules.get 1`,
      `${clientId} global rules.list 1`,
      `${clientId} global token 1`,
      `${clientId} global users.list 1`,
    ].sort(),
  );
}, 60_000);

describe('a difference between the two sides', () => {
  test('is found and attributed to its route, and to the loss that explains it', async () => {
    await open('serve-v1');
    stage.v1.intercept = (call, response) => {
      if (call !== 'GET /api/emails/verify_email') return false;
      response
        .setHeader('content-type', 'application/json')
        .end('{"template":"verify_email","from":"planted"}');
      return true;
    };
    await readAll(['/api/users?per_page=5', '/api/emails/verify_email', '/api/connections']);
    await stage.settled(3);
    expect(await stage.counts('reads')).toEqual({
      'users.list explained': 1,
      'emails.get different': 1,
      'connections.list same': 1,
    });
    const causes = await stage.counts('differences');
    expect(causes['users.list last-client']).toBeGreaterThan(0);
    expect(causes['emails.get unexplained']).toBeGreaterThan(0);
    const lines = await stage.lines();
    expect(lines.map(({ route, verdict, serves }) => ({ route, verdict, serves }))).toEqual(
      expect.arrayContaining([
        { route: 'users.list', verdict: 'explained', serves: 'v1' },
        { route: 'emails.get', verdict: 'different', serves: 'v1' },
      ]),
    );
    expect(lines.find(({ route }) => route === 'emails.get')?.differences).toContainEqual(
      expect.objectContaining({ field: 'from', cause: { kind: 'unexplained' } }),
    );
  }, 60_000);

  test('is found where holdover serves as well', async () => {
    await open('serve-holdover');
    stage.v1.intercept = (call, response) => {
      if (call !== 'GET /api/rules') return false;
      response.setHeader('content-type', 'application/json').end('[]');
      return true;
    };
    await readAll(['/api/rules', '/api/connections']);
    await stage.settled(2);
    expect(await stage.counts('reads')).toEqual({ 'rules.list different': 1, 'connections.list same': 1 });
  }, 60_000);

  test.each<[string, Buffer, Record<string, string>]>([
    ['no JSON', Buffer.from([0xff, 0xfe, 0x00, 0x7b]), { 'content-type': 'application/json' }],
    ['packed and broken', Buffer.from('not gzip'), { 'content-encoding': 'gzip' }],
    ['longer than anybody compares', Buffer.alloc(300 * 1024, 'x'), { 'content-type': 'text/plain' }],
  ])(
    'in an answer that is %s has no other effect',
    async (_name, body, headers) => {
      await open('serve-v1');
      stage.v1.intercept = (call, response) => {
        if (call !== 'GET /api/rules') return false;
        response.writeHead(200, headers).end(body);
        return true;
      };
      const raw = await RawClient.connect(stage.holdover.http);
      raw.send(`GET /api/rules HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ${token}\r\n\r\n`);
      expect((await raw.answer())?.body.equals(body)).toBe(true);
      raw.destroy();
      stage.v1.reset();
      await readAll(['/api/connections']);
      while ((await stage.counts('reads'))['connections.list same'] !== 1) await readAll([]);
      expect(await stage.holdover.stop()).toBe(0);
    },
    60_000,
  );
});

describe('the side that does not serve', () => {
  test('receives no more than its budget; what is dropped is counted', async () => {
    await open('serve-holdover', { HOLDOVER_SHADOW_RATE: '2', HOLDOVER_SHADOW_CONCURRENCY: '1' });
    const before = Date.now();
    await Promise.all(Array.from({ length: 60 }, () => get('/api/rules').then((answer) => answer.text())));
    await stage.settled(60);
    const asked = stage.v1.calls.filter((call) => call === 'GET /api/rules').length;
    expect(asked).toBeLessThanOrEqual(2 + 2 * ((Date.now() - before) / 1_000));
    const { rate = 0, busy = 0 } = await stage.counts('left_out');
    expect(rate + busy).toBe(60 - asked);
  }, 60_000);

  test.each<[ShadowMode, 'tenant' | 'v1']>([
    ['serve-v1', 'tenant'],
    ['serve-holdover', 'v1'],
  ])(
    '%s: receives no write',
    async (mode, other) => {
      await open(mode);
      const rule = { name: 'shadowed', script: 'function (u, c, cb) { cb(null, u, c); }', status: false };
      const write = async (method: string, target: string, body?: object) => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const sent = body === undefined ? {} : { body: JSON.stringify(body) };
        return (await fetch(`${stage.holdover.http}${target}`, { method, headers, ...sent })).status;
      };
      expect(await write('POST', '/api/rules', rule)).toBeLessThan(300);
      expect(await write('PUT', '/api/rules/shadowed', { status: true })).toBeLessThan(300);
      expect(await write('DELETE', '/api/rules/shadowed')).toBeLessThan(300);
      await readAll(['/api/connections']);
      await stage.settled(1);
      const calls = stage[other].calls.filter((call) => call !== 'POST /oauth/token');
      expect(calls.length).toBeGreaterThan(0);
      expect(calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
    },
    60_000,
  );
});

describe('a token is not sent to the wrong side:', () => {
  test('one that holdover has sealed is answered by holdover while v1 serves, and v1 never receives it', async () => {
    await open('serve-holdover');
    const sealed = token;
    await stage.switchTo('serve-v1');
    const seen = watched('v1');
    const first = await get('/api/users?per_page=2', sealed);
    expect(first.status).toBe(200);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect(next).toContain('bewit=');
    expect((await fetch(next)).status).toBe(200);
    expect((await fetch(`${stage.holdover.http}/api/rules?access_token=${sealed}`)).status).toBe(200);
    expect(seen).toEqual([]);
    token = await v1Token(stage.holdover.http, demoClients.global);
    expect((await get('/api/rules')).status).toBe(200);
    expect(seen).toHaveLength(2);
  }, 60_000);

  test.each<[ShadowMode, 'tenant' | 'v1']>([
    ['serve-v1', 'tenant'],
    ['serve-holdover', 'v1'],
  ])(
    '%s: nothing secret is sent to the other side, written, counted or logged',
    async (mode, other) => {
      await open(mode);
      const seen = watched(other);
      const canary = 'canary-3f9a77-secret';
      await readAll([
        ...reads,
        `/api/rules?access_token=${token}`,
        `/api/users?password=${canary}`,
        `/api/users?search=x&bewit=${canary}`,
        '/api/rules-configs',
      ]);
      await stage.settled(reads.length + 4);
      expect(seen.length).toBeGreaterThan(0);
      const written = JSON.stringify(await stage.lines());
      expect(written.length).toBeGreaterThan(2);
      const told = await (await fetch(`${stage.holdover.admin}/metrics`)).text();
      const log = stage.holdover.stdout();
      const secrets = [token, canary, demoClients.global.clientSecret, demoClients.app.clientSecret];
      for (const secret of [...secrets, demoClients.service.clientSecret]) {
        for (const text of [seen.join('\n'), written, told, log]) expect(text).not.toContain(secret);
      }
    },
    60_000,
  );
});

describe('a changed word in the shadow file and SIGHUP', () => {
  test('switch the shadow on, to the other side, and off', async () => {
    await open('off');
    await readAll(['/api/rules']);
    expect(stage.v1.calls).toEqual([]);
    await stage.switchTo('serve-holdover');
    await readAll(['/api/rules']);
    await stage.settled(1);
    expect(stage.v1.calls).toContain('GET /api/rules');
    await stage.switchTo('serve-v1');
    token = await v1Token(stage.holdover.http, demoClients.global);
    stage.v1.reset();
    stage.tenant.reset();
    await readAll(['/api/connections']);
    await stage.settled(1);
    expect(stage.v1.calls).toEqual(['GET /api/connections']);
    expect(stage.tenant.calls).toContain('GET /api/v2/connections');
    await stage.switchTo('off');
    stage.v1.reset();
    token = await v1Token(stage.holdover.http, demoClients.global);
    await readAll(['/api/rules']);
    expect(stage.v1.calls).toEqual([]);
  }, 60_000);
});
