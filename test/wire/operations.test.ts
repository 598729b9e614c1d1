import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../../src/config/config-error.js';
import { onLoopback, openStage, type Stage } from './stage.js';

let stage: Stage | undefined;

afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function open(more: Partial<Parameters<typeof openStage>[0]> = {}): Promise<Stage> {
  stage = await openStage({ upstreamUrl: 'http://127.0.0.1:9', ...more });
  return stage;
}

describe('the operator’s port', () => {
  test.each([
    ['/livez', { status: 'ok' }],
    ['/startupz', { status: 'ok' }],
    [
      '/readyz',
      {
        status: 'ok',
        listening: true,
        draining: false,
        upstreamToken: 'not needed',
        sharedState: 'not used',
      },
    ],
  ])('%s succeeds while all is well', async (path, expected) => {
    const { admin } = await open();
    const answer = await fetch(admin + path);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(expected);
  });

  test('/routes shows the map in use', async () => {
    const { admin } = await open();
    const rows = (await (await fetch(`${admin}/routes`)).json()) as { id: string }[];
    expect(rows).toContainEqual(
      expect.objectContaining({
        id: 'users.get',
        v1: ['GET /api/users/{user_id}'],
        v2: ['GET /api/v2/users/{user_id}'],
      }),
    );
  });

  test('/console shows the same as a page in a browser', async () => {
    const { admin } = await open();
    const answer = await fetch(`${admin}/console`);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await answer.text();
    expect(page).toContain('<h1 class="good">Ready.</h1>');
    expect(page).toContain('<code>GET /api/v2/users/{user_id}</code>');
  });

  test('/readyz waits for the first v2 token of the service client, and tries again after a refusal', async () => {
    let tries = 0;
    const { admin } = await open({
      obtainToken: () => {
        tries += 1;
        return tries < 3 ? Promise.reject(new Error('refused')) : Promise.resolve('token');
      },
    });
    const statuses: number[] = [];
    while (statuses.at(-1) !== 200) statuses.push((await fetch(`${admin}/readyz`)).status);
    expect(statuses).toContain(503);
    expect(tries).toBe(3);
    expect((await fetch(`${admin}/readyz`)).status).toBe(200);
    expect(tries).toBe(3);
  });

  test.each(['away', 'refusing'] as const)(
    '/readyz reports that Redis is %s, and stays ready: the process continues with its own knowledge',
    async (sharedState) => {
      const { admin } = await open({ sharedState: () => sharedState });
      const answer = await fetch(`${admin}/readyz`);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ status: 'ok', sharedState });
    },
  );

  const pages = ['/routes', '/metrics', '/usage', '/console', '/revocations'] as const;
  const hosts = [
    ['localhost:9090', 200],
    ['localhost.', 200],
    ['localhost.:9090', 200],
    ['localhost..', 403],
    ['localhost.example', 403],
    ['LOCALHOST', 200],
    ['127.0.0.1', 200],
    ['[::1]:9090', 200],
    ['evil.example', 403],
    ['localhost.evil.example:9090', 403],
    ['127.0.0.1.evil.example', 403],
  ] as const;
  test.each(pages.flatMap((page) => hosts.map(([host, status]) => [page, host, status] as const)))(
    '%s requested as %s is answered %i, because a page in the operator’s browser can make a name resolve to this machine',
    async (page, host, status) => {
      const opened = await open();
      const client = await opened.connect(opened.admin);
      client.send(`GET ${page} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      expect(await client.answer()).toMatchObject({ status });
    },
  );

  test('reports its health to a probe under any host name', async () => {
    const opened = await open();
    const client = await opened.connect(opened.admin);
    client.send('GET /livez HTTP/1.1\r\nHost: holdover.svc.example\r\n\r\n');
    expect(await client.answer()).toMatchObject({ status: 200 });
  });

  test('reports an internal fault without details, which are in the log', async () => {
    const broken = (): never => {
      throw new RangeError('broken');
    };
    const { admin } = await open({ usage: { count: () => undefined, list: broken } });
    for (const path of ['/usage', '/console']) {
      const answer = await fetch(admin + path);
      expect([answer.status, await answer.json()]).toEqual([500, { error: 'internal error' }]);
    }
    expect(await stage?.line({ msg: 'internal error' })).toMatchObject({ error: 'RangeError: broken' });
  });

  test('does not serve v1, and the v1 port does not serve the operator’s endpoints', async () => {
    const { admin, http } = await open();
    expect((await fetch(`${admin}/api/users`)).status).toBe(404);
    expect((await fetch(`${http}/livez`)).status).toBe(502);
  });
});

describe('the operator’s port with a token', () => {
  const token = 'canary-0123456789';
  const guarded = ['/metrics', '/routes', '/usage', '/revocations', '/nothing'];
  const bearer = { authorization: `Bearer ${token}` };

  test.each(guarded)('refuses %s without the token', async (path) => {
    const { admin } = await open({ adminToken: () => token });
    const none = await fetch(admin + path);
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="holdover"']);
    const wrong = [
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      'Bearer',
      'Bearer ',
      `Basic ${token}`,
      token,
    ];
    for (const authorization of wrong) {
      const answer = await fetch(admin + path, { headers: { authorization } });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
        401,
        'Bearer realm="holdover", error="invalid_token"',
      ]);
      expect(await answer.text()).not.toContain('canary');
    }
    expect(JSON.stringify(stage?.logged())).not.toContain('canary');
  });

  test('opens everything with the token, also through a proxy or a page', async () => {
    const { admin } = await open({ adminToken: () => token });
    for (const [path, status] of [
      ['/metrics', 200],
      ['/routes', 200],
      ['/nothing', 404],
    ] as const)
      expect((await fetch(admin + path, { headers: bearer })).status).toBe(status);
    const forwarded = { authorization: `bearer  ${token}`, 'x-forwarded-for': '192.0.2.1' };
    expect((await fetch(`${admin}/revocations`, { headers: forwarded })).status).toBe(200);
  });

  const basic = (password: string) => ({
    authorization: `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`,
  });

  test('is requested by /console as a password, in a challenge that a browser understands', async () => {
    const { admin } = await open({ adminToken: () => token });
    const none = await fetch(`${admin}/console`);
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="holdover", Basic realm="holdover", charset="UTF-8"',
    ]);
    for (const password of ['', `${token}x`, token.slice(1), `x:${token}`])
      expect((await fetch(`${admin}/console`, { headers: basic(password) })).status).toBe(401);
    for (const path of ['/console', '/usage', '/metrics', '/revocations'])
      expect((await fetch(admin + path, { headers: basic(token) })).status).toBe(200);
  });

  test('refuses the token as a password for changes, because a browser adds a password to requests of other pages', async () => {
    const { admin } = await open({ adminToken: () => token });
    const body = JSON.stringify({ client_id: 'legacy' });
    const type = { 'content-type': 'application/json' };
    for (const method of ['POST', 'DELETE', 'PUT']) {
      const answer = await fetch(`${admin}/revocations`, {
        method,
        body,
        headers: { ...basic(token), ...type },
      });
      expect(answer.status).toBe(401);
    }
  });

  test.each(['/livez', '/readyz', '/startupz'])(
    'answers %s without a token, because a probe has none',
    async (path) => {
      const { admin } = await open({ adminToken: () => token });
      expect((await fetch(admin + path)).status).toBe(200);
    },
  );

  test('follows changes of the token', async () => {
    let now = token;
    const { admin } = await open({ adminToken: () => now });
    now = 'another-0123456789';
    const statuses = [];
    for (const each of [token, now])
      statuses.push(
        (await fetch(`${admin}/routes`, { headers: { authorization: `Bearer ${each}` } })).status,
      );
    expect(statuses).toEqual([401, 200]);
  });
});

describe('a port that cannot be opened', () => {
  test('is named in the error, with every other such port, and nothing stays open', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const taken = { host: '127.0.0.1', port };
    const failed = open({ addresses: { http: taken, tls: undefined, admin: taken } });
    await expect(failed).rejects.toThrow(ConfigError);
    await expect(failed).rejects.toThrow(
      `HOLDOVER_PORT: 127.0.0.1:${port} is already in use\nHOLDOVER_ADMIN_PORT: 127.0.0.1:${port} is already in use`,
    );
    const foreign = open({
      addresses: { http: { host: '192.0.2.1', port: 0 }, tls: undefined, admin: onLoopback },
    });
    await expect(foreign).rejects.toThrow('HOLDOVER_HOST: 192.0.2.1 is not an address of this machine');
    blocker.close();
  });
});
