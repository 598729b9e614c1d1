import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createDemoCertificate } from '../../src/gateway/ports/demo-certificate.js';
import { loadMap } from '../../src/map/load-map.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { grantScopes } from '../support/doctor-example.js';
import { startTenantFront } from '../support/tenant-front.js';

const { service, app, global } = demoClients;
let folder: string;
let sandbox: Sandbox;
/** The configuration of a gateway before the sandbox. */
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-doctor-'));
  sandbox = await startSandbox({ seedUsers: 0 });
  const settings = { nulls: 'preserve', userMetadataKeys: [] } as const;
  grantScopes(sandbox, loadMap({ folders: ['routes-map'], reshapes, settings, dialect: 'current' }));
  const clients = [
    { client_id: 'legacyAdmin', kind: 'global', upstream: service },
    { client_id: 'legacyShop', kind: 'app', upstream: app },
    { client_id: 'legacyReports', kind: 'app', upstream: global },
  ].map(({ upstream, ...client }) => ({
    ...client,
    client_secret_sha256: 'ab'.repeat(32),
    upstream_client_id: upstream.clientId,
    upstream_client_secret: upstream.clientSecret,
  }));
  await writeFile(join(folder, 'clients.json'), JSON.stringify(clients));
  env = {
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
    HOLDOVER_CLIENTS_FILE: join(folder, 'clients.json'),
  };
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the built program to its end, without this process's environment. */
function holdover(args: readonly string[], given: Readonly<Record<string, string>>): Promise<Ended> {
  const program = resolve('dist/main.js');
  return new Promise((ended) => {
    execFile(process.execPath, [program, ...args], { cwd: folder, env: given }, (error, out, err) => {
      ended({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

/** Expects the fault in the first line, and an exit code that says that there is one. */
async function firstLine(given: Readonly<Record<string, string>>): Promise<string> {
  const { code, out } = await holdover(['doctor'], given);
  expect(code).toBe(1);
  return out.split('\n')[0] ?? '';
}

describe('holdover doctor', () => {
  test('lists for each client the endpoints that will work, and what to grant for the others', async () => {
    const { code, out, err } = await holdover(['doctor', '--json'], env);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const { ok, clients } = JSON.parse(out) as {
      ok: boolean;
      clients: { clientId: string; report: { works: string[]; grant: string[] } }[];
    };
    expect(ok).toBe(false);
    const reports = Object.fromEntries(clients.map(({ clientId, report }) => [clientId, report]));
    expect(reports['legacyAdmin']?.grant).toEqual([]);
    expect(reports['legacyShop']?.works).toContain('users.create');
    expect(reports['legacyShop']?.grant).toContain('create:connections');
    expect(reports['legacyReports']?.works).toContain('users.logs');
    expect(reports['legacyReports']?.grant).toContain('create:users');
  });

  test.each(['current', '2015'])('finds no fault in the demo of the dialect %s', async (dialect) => {
    const { code, out } = await holdover(['doctor'], { HOLDOVER_UPSTREAM_DIALECT: dialect });
    expect({ code, first: out.split('\n')[0] }).toEqual({ code: 0, first: 'All is well.' });
  });

  test('never shows a secret', async () => {
    const { out } = await holdover(['doctor', '--json'], env);
    for (const { clientSecret } of [service, app, global]) expect(out).not.toContain(clientSecret);
    expect(out).not.toContain(env['HOLDOVER_TOKEN_KEY']);
    expect(out).not.toMatch(/eyJ/);
  });

  test('names a client without a grant in its first line', async () => {
    const { HOLDOVER_UPSTREAM_URL = '', HOLDOVER_TOKEN_KEY = '' } = env;
    const given = {
      HOLDOVER_UPSTREAM_URL,
      HOLDOVER_TOKEN_KEY,
      HOLDOVER_UPSTREAM_CLIENT_ID: demoClients.ungranted.clientId,
      HOLDOVER_UPSTREAM_CLIENT_SECRET: demoClients.ungranted.clientSecret,
    };
    expect(await firstLine(given)).toMatch(/no grant|may not ask/);
  });

  // The token endpoint of 2015 verifies the secret of any client; v2 accepts only the global one.
  test.each([
    {
      name: 'takes the global client of a tenant of 2015',
      client: global,
      code: 0,
      says: /^Nothing is wrong/,
    },
    {
      name: 'names a client whose secret signs tokens that a tenant of 2015 does not take',
      client: app,
      code: 1,
      says: new RegExp(
        `^v2 does not take the token .* client ${app.clientId} \\(401 Client is not global\\.\\).*HOLDOVER_UPSTREAM_CLIENT_ID and HOLDOVER_UPSTREAM_CLIENT_SECRET`,
      ),
    },
  ])('$name', async ({ client, code, says }) => {
    const tenant = await startSandbox({ seedUsers: 0, dialect: '2015' });
    const ended = await holdover(['doctor'], {
      HOLDOVER_UPSTREAM_URL: tenant.url,
      HOLDOVER_UPSTREAM_DIALECT: '2015',
      HOLDOVER_UPSTREAM_CLIENT_ID: client.clientId,
      HOLDOVER_UPSTREAM_CLIENT_SECRET: client.clientSecret,
      HOLDOVER_TOKEN_KEY: generateTokenKey(),
    });
    await tenant.close();
    expect(ended.code).toBe(code);
    expect(ended.out.split('\n')[0]).toMatch(says);
  });

  // A tenant whose application signs with HS256 has no key in its set. id_tokens wait; every call needs the secret.
  test.each([
    ['a wrong secret before a key set without a key', 'wrong', /^Client \S+ has another secret/],
    [
      'a key set without a key before missing scopes',
      app.clientSecret,
      /^The key set of the tenant has no key/,
    ],
  ])('names %s', async (_name, clientSecret, says) => {
    const front = await startTenantFront(sandbox.url);
    front.intercept = (call, response) => {
      const isKeySet = call === 'GET /.well-known/jwks.json';
      if (isKeySet) response.end('{"keys":[]}');
      return isKeySet;
    };
    const first = await firstLine({
      HOLDOVER_UPSTREAM_URL: front.url,
      HOLDOVER_UPSTREAM_AUDIENCE: `${sandbox.url}/api/v2/`,
      HOLDOVER_UPSTREAM_CLIENT_ID: app.clientId,
      HOLDOVER_UPSTREAM_CLIENT_SECRET: clientSecret,
      HOLDOVER_TOKEN_KEY: generateTokenKey(),
    });
    await front.close();
    expect(first).toMatch(says);
  });

  test('names the URL before the clients that nobody knows there', async () => {
    const given = { ...env, HOLDOVER_UPSTREAM_URL: `${sandbox.url}/elsewhere` };
    expect(await firstLine(given)).toMatch(
      /^The key set .* see whether HOLDOVER_UPSTREAM_URL is the tenant's/,
    );
  });

  test('names a certificate of Redis from an unknown CA', async () => {
    const { cert, key } = await createDemoCertificate();
    const server = createServer({ cert, key });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const [{ clientId, clientSecret }, redis] = [service, `rediss://me:hush-hush@127.0.0.1:${port}`];
    const { out } = await holdover(['doctor'], {
      HOLDOVER_UPSTREAM_URL: sandbox.url,
      HOLDOVER_TOKEN_KEY: generateTokenKey(),
      HOLDOVER_UPSTREAM_CLIENT_ID: clientId,
      HOLDOVER_UPSTREAM_CLIENT_SECRET: clientSecret,
      HOLDOVER_REDIS_URL: redis,
    });
    await new Promise((closed) => server.close(closed));
    expect(out).toMatch(
      /^Redis at 127\.0\.0\.1:\d+ has a certificate from an authority .+ NODE_EXTRA_CA_CERTS/,
    );
    expect(out).not.toContain('hush');
  });

  test('names a host that does not resolve', async () => {
    expect(await firstLine({ ...env, HOLDOVER_UPSTREAM_URL: 'https://tenant.invalid' })).toContain(
      'tenant.invalid',
    );
  });

  test('names a certificate of an unknown CA', async () => {
    const { cert, key } = await createDemoCertificate();
    const server = createServer({ cert, key });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const first = await firstLine({ ...env, HOLDOVER_UPSTREAM_URL: `https://127.0.0.1:${port}` });
    await new Promise((closed) => server.close(closed));
    expect(first).toMatch(/certificate/i);
  });

  test('leaves an invalid configuration to exit code 78', async () => {
    const { code, err } = await holdover(['doctor'], { ...env, HOLDOVER_TOKEN_KEY: 'short' });
    expect(code).toBe(78);
    expect(err).toContain('HOLDOVER_TOKEN_KEY');
  });
});

describe('holdover explain --client', () => {
  test('marks the scopes that the client lacks, and says what to grant', async () => {
    const { code, out } = await holdover(
      ['explain', '--client', 'legacyReports', 'DELETE', '/api/users/auth0%7C1'],
      env,
    );
    expect(code).toBe(1);
    expect(out).toContain('delete:users');
    expect(out).toContain(global.clientId);
  });

  test('ends with 0 for a client that lacks nothing', async () => {
    const { code, out } = await holdover(['explain', '--client', 'legacyAdmin', 'GET', '/api/clients'], env);
    expect(code).toBe(0);
    expect(out).toContain('GET /api/v2/clients');
  });

  test('rejects a client that is not in the file', async () => {
    const { code, err } = await holdover(['explain', '--client', 'nobody', 'GET', '/api/clients'], env);
    expect(code).toBe(2);
    expect(err).toContain('nobody');
  });
});
