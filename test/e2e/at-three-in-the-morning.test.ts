import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadMap } from '../../src/map/load-map.js';
import { scopesToGrant } from '../../src/map/print/list-routes.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { expiredCertificate } from '../support/expired-certificate.js';
import { temporaryMap } from '../support/map-folder.js';
import { bulk, redisStub } from '../support/redis-stub.js';
import { startHoldover } from '../support/running-holdover.js';
import { temporaryFiles } from '../support/temporary-files.js';
import { v1Token } from '../support/v1-token.js';
import { freePort } from '../system/free-port.js';

const { folder, file, remove } = temporaryFiles();
const { service } = demoClients;
let sandbox: Sandbox;
/** The settings of a gateway without any fault. */
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 0 });
  const settings = { nulls: 'preserve', userMetadataKeys: [] } as const;
  const { routes } = loadMap({ folders: ['routes-map'], reshapes, settings, dialect: 'current' });
  sandbox.tenant.clients.grant({ clientId: service.clientId, scopes: scopesToGrant(routes) });
  env = {
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_UPSTREAM_CLIENT_ID: service.clientId,
    HOLDOVER_UPSTREAM_CLIENT_SECRET: service.clientSecret,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
  };
});

afterAll(async () => {
  await sandbox.close();
  remove();
});

interface Ended {
  readonly code: number;
  readonly first: string;
  readonly all: string;
}

/**
 * Runs the built program to its end. `first` is the first line of output that an operator sees, on whichever stream.
 */
function holdover(command: string, more: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((ended) => {
    const options = { cwd: folder, env: { ...env, ...more } };
    execFile(process.execPath, [resolve('dist/main.js'), command], options, (error, out, err) => {
      const all = err + out;
      ended({ code: typeof error?.code === 'number' ? error.code : 0, first: all.split('\n')[0] ?? '', all });
    });
  });
}

/** The log line with these words of a gateway that is started with the fault, after a readiness check. */
async function started(more: Readonly<Record<string, string>>, words: string): Promise<string> {
  const gateway = await startHoldover({ ...env, ...more });
  try {
    await (await fetch(`${gateway.admin}/readyz`)).text();
    await gateway.says(words);
    return (
      gateway
        .stdout()
        .split('\n')
        .find((line) => line.includes(words)) ?? ''
    );
  } finally {
    await gateway.stop();
  }
}

/** Only the tenant knows which clients exist, so that doctor cannot be certain. */
const nothing = 'Nothing is wrong, as far as it can be told from here.';
const noToken = 'no v2 token for the service client';

describe('the first line of holdover doctor names', () => {
  test('no fault where there is none', async () => {
    expect(await holdover('doctor', {})).toMatchObject({ code: 0, first: nothing });
  });

  test('a wrong secret, and the gateway logs that it has no v2 token', async () => {
    const wrong = { HOLDOVER_UPSTREAM_CLIENT_SECRET: 'not-the-secret' };
    const { code, first, all } = await holdover('doctor', wrong);
    expect(code).toBe(1);
    expect(first).toMatch(
      /^Client \S+ has another secret, .*: correct it in HOLDOVER_UPSTREAM_CLIENT_ID and/,
    );
    expect(all).not.toContain('not-the-secret');
    expect(JSON.parse(await started(wrong, noToken))).toMatchObject({ level: 'warn', reason: '401' });
  });

  test('a missing scope, and the lines below say what to grant', async () => {
    const lacking = { clientId: service.clientId, scopes: ['read:users'] };
    const before = sandbox.tenant.clients.grantOf(service.clientId);
    sandbox.tenant.clients.grant(lacking);
    const { code, first, all } = await holdover('doctor', {});
    sandbox.tenant.clients.grant(before ?? lacking);
    expect(code).toBe(1);
    expect(first).toMatch(/\d+ of \d+ endpoints will be refused to .*, for want of scopes\./);
    expect(all).toMatch(/^ {2}grant: .*\w+:\w+/m);
  });

  test('an expired certificate of the tenant, and the gateway logs that it has no v2 token', async () => {
    const { ca, cert, key } = await expiredCertificate();
    const server = createServer({ cert, key }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const more = {
      HOLDOVER_UPSTREAM_URL: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      NODE_EXTRA_CA_CERTS: file('ca.pem', ca),
    };
    const { code, first } = await holdover('doctor', more);
    const said = await started(more, noToken);
    server.close();
    expect(code).toBe(1);
    expect(first).toMatch(/^127\.0\.0\.1 has a certificate that has expired \(CERT_HAS_EXPIRED\): /);
    expect(said).toMatch(/"reason":".*(?:expired|EXPIRED)/);
  });

  test('the gateway’s own expired certificate, and the gateway logs a warning', async () => {
    const { cert, key } = await expiredCertificate();
    const more = {
      HOLDOVER_TLS_PORT: '0',
      HOLDOVER_TLS_CERT_FILE: file('own.pem', cert),
      HOLDOVER_TLS_KEY_FILE: file('own-key.pem', key),
    };
    const { code, first } = await holdover('doctor', more);
    expect(code).toBe(1);
    expect(first).toMatch(
      /^The gateway's own certificate \S+own\.pem has expired on \d{4}-\d\d-\d\d .*: replace it/,
    );
    expect(await started(more, 'certificate has expired')).toContain('own.pem');
  });

  test('a tenant that cannot be reached, and the gateway logs that it has no v2 token', async () => {
    const more = { HOLDOVER_UPSTREAM_URL: `http://127.0.0.1:${await freePort()}` };
    const { code, first } = await holdover('doctor', more);
    expect(code).toBe(1);
    expect(first).toMatch(
      /^Nothing answers at 127\.0\.0\.1:\d+ \(ECONNREFUSED\): correct HOLDOVER_UPSTREAM_URL/,
    );
    expect(await started(more, noToken)).toContain('ECONNREFUSED');
  });

  test('a tenant that becomes unreachable later, and the log line of each failed request has the reason', async () => {
    const tenant = await startSandbox({ seedUsers: 0 });
    const gateway = await startHoldover({ ...env, HOLDOVER_UPSTREAM_URL: tenant.url });
    try {
      const authorization = `Bearer ${await v1Token(gateway.http, service)}`;
      await tenant.close();
      const ways = [
        ['/api/clients', 'clients.list'],
        ['/userinfo', 'pass-through'],
      ];
      for (const [path = '', route = ''] of ways) {
        const answer = await fetch(gateway.http + path, { headers: { authorization } });
        expect(answer.status).toBe(502);
        expect(await answer.text()).not.toContain('ECONNREFUSED');
        await gateway.says(`"route":"${route}"`);
        const lines = gateway.stdout().split('\n');
        const line = lines.find((each) => each.includes(`"route":"${route}"`)) ?? '{}';
        expect(JSON.parse(line)).toMatchObject({ error: 'upstream-unreachable', reason: 'ECONNREFUSED' });
      }
    } finally {
      await gateway.stop();
    }
  });

  test.each([
    ['ahead of', -600_000],
    ['behind', 600_000],
  ])('a clock that is ten minutes %s the tenant’s', async (word, byMs) => {
    const tenant = await startSandbox({ seedUsers: 0, now: () => Date.now() + byMs });
    const { code, first } = await holdover('doctor', { HOLDOVER_UPSTREAM_URL: tenant.url });
    await tenant.close();
    expect(code).toBe(1);
    expect(first).toMatch(new RegExp(`^This machine's clock is (?:59|60)\\d s ${word} the tenant's: set it`));
  });

  test('a Redis that is down, and the gateway serves and logs it', async () => {
    const port = await freePort();
    const more = { HOLDOVER_REDIS_URL: `redis://me:canary-password@127.0.0.1:${port}` };
    const { code, first, all } = await holdover('doctor', more);
    expect(code).toBe(1);
    expect(first).toMatch(
      /^Redis at 127\.0\.0\.1:\d+ does not answer \(ECONNREFUSED\): start it, or correct/,
    );
    expect(all).not.toContain('canary-password');
    const said = await started(more, 'Redis is away');
    expect(said).toContain('ECONNREFUSED');
    expect(said).not.toContain('canary-password');
  });

  test.each([
    [
      'refuses the password',
      { AUTH: '-WRONGPASS invalid username-password pair' },
      /refuses the user or the password \(WRONGPASS\)/,
    ],
    [
      'is full',
      { SET: "-OOM command not allowed when used memory > 'maxmemory'." },
      /has no memory left \(OOM\)/,
    ],
    [
      'is a replica',
      { SET: "-READONLY You can't write against a read only replica." },
      /can only be read \(READONLY\)/,
    ],
    [
      'may not be written by its user',
      { SET: '-NOPERM this user has no permissions' },
      /allows its user too little \(NOPERM\)/,
    ],
    [
      'forgets when it is full',
      { INFO: bulk('redis_version:7.2.5\r\nmaxmemory:1000\r\nmaxmemory_policy:allkeys-lru\r\n') },
      /may forget what is revoked .* \(allkeys-lru\): set its maxmemory-policy to noeviction/,
    ],
  ])('a Redis that %s', async (_name, answers, cause) => {
    const stub = await redisStub(answers);
    const { code, first, all } = await holdover('doctor', { HOLDOVER_REDIS_URL: stub.url });
    await stub.close();
    expect(first).toMatch(cause);
    expect(code).toBe(1);
    expect(all).not.toContain('canary-password');
  });

  test('no fault of a Redis with all permissions, and its version is in the output', async () => {
    const info = bulk('redis_version:7.2.4\r\nvalkey_version:8.0.1\r\nmaxmemory:0\r\n');
    const stub = await redisStub({ INFO: info });
    const { code, first, all } = await holdover('doctor', { HOLDOVER_REDIS_URL: stub.url });
    await stub.close();
    expect({ code, first }).toEqual({ code: 0, first: nothing });
    expect(all).toContain('Valkey 8.0.1 at 127.0.0.1');
    expect(stub.asked).toEqual(expect.arrayContaining(['SET', 'GET', 'EVAL', 'PUBLISH', 'INFO']));
  });

  test.each(['doctor', 'start', 'check'])(
    'the place of a fault in an overlay map, as %s does',
    async (command) => {
      const overlay = temporaryMap({ 'users/get.yaml': 'sumary: x\n' });
      const { code, first } = await holdover(command, {
        HOLDOVER_ROUTES_MAP: `${resolve('routes-map')},${overlay.folder}`,
      });
      overlay.remove();
      expect(code).toBe(78);
      expect(first).toMatch(/^\S+\/users\/get\.yaml:\d+:\d+ .*/);
      expect(first.startsWith(overlay.folder)).toBe(true);
    },
  );
});
