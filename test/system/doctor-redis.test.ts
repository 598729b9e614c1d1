import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { loadMap } from '../../src/map/load-map.js';
import { scopesToGrant } from '../../src/map/print/list-routes.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey } from '../../src/tokens/token-keys.js';
import { redisServer, type RedisServer } from './redis-server.js';

const password = 'canary-password';
const rights = '~holdover:* &holdover:* +@read +@write +@pubsub +@transaction +eval +time +ping';
const user = ['--user', 'gateway', 'on', `>${password}`, ...rights.split(' ')];

let sandbox: Sandbox;
let redis: RedisServer;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 0 });
  const settings = { nulls: 'preserve', userMetadataKeys: [] } as const;
  const { routes } = loadMap({ folders: ['routes-map'], reshapes, settings, dialect: 'current' });
  sandbox.tenant.clients.grant({ clientId: demoClients.service.clientId, scopes: scopesToGrant(routes) });
});

afterAll(async () => {
  await sandbox.close();
});

afterEach(async () => {
  redis.thaw();
  await redis.kill();
});

interface Told {
  readonly code: number;
  /** The first line of the output. */
  readonly first: string;
  readonly all: string;
}

/** Runs the built program to its end, in a configuration without any fault but that of Redis. */
function doctor(secret: string): Promise<Told> {
  const env = {
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_UPSTREAM_CLIENT_ID: demoClients.service.clientId,
    HOLDOVER_UPSTREAM_CLIENT_SECRET: demoClients.service.clientSecret,
    HOLDOVER_TOKEN_KEY: generateTokenKey(),
    HOLDOVER_REDIS_URL: `redis://gateway:${secret}@127.0.0.1:${redis.port}/0`,
  };
  return new Promise((ended) => {
    execFile(process.execPath, [resolve('dist/main.js'), 'doctor'], { env }, (error, out, err) => {
      const all = err + out;
      ended({ code: typeof error?.code === 'number' ? error.code : 0, first: all.split('\n')[0] ?? '', all });
    });
  });
}

describe('the first line of holdover doctor names about a real Redis', () => {
  test('no fault and its version, where its user has the rights in the README', async () => {
    redis = await redisServer([...user, '--user', 'default', 'off']);
    await redis.start();
    const { code, first, all } = await doctor(password);
    expect({ code, first }).toEqual({
      code: 0,
      first: 'Nothing is wrong, as far as it can be told from here.',
    });
    expect(all).toMatch(/ at 127\.0\.0\.1:\d+ takes what is written\./);
    expect(all).not.toContain(password);
  });

  test.each<[string, { options?: string[]; secret?: string; before?: () => unknown; says: RegExp }]>([
    [
      'that it refuses the password',
      { secret: 'wrong', says: /refuses the user or the password \(WRONGPASS\): correct those/ },
    ],
    [
      'that its user may too little',
      { options: ['-set'], says: /allows its user too little \(NOPERM\): give it \+@read/ },
    ],
    [
      'that its user may not ask for the time, as before there was a shared budget',
      { options: ['-time'], says: /allows its user too little \(NOPERM\): give it .* \+time / },
    ],
    [
      'that its memory is full',
      { options: ['--maxmemory', '1'], says: /has no memory left \(OOM\): give it more/ },
    ],
    [
      'that it forgets when it is full',
      {
        options: ['+info', '--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru'],
        says: /may forget what is revoked .* \(allkeys-lru\): set its maxmemory-policy to noeviction/,
      },
    ],
    [
      'that it hangs',
      {
        before: () => {
          redis.freeze();
        },
        says: /does not answer \(.+\): start it, or correct/,
      },
    ],
    [
      'that it is away',
      { before: () => redis.kill(), says: /does not answer \(ECONNREFUSED\): start it, or correct/ },
    ],
  ])('%s', async (_what, { options = [], secret = password, before, says }) => {
    redis = await redisServer([...user, ...options]);
    await redis.start();
    await before?.();
    const { code, first, all } = await doctor(secret);
    expect(first).toMatch(/^Redis at 127\.0\.0\.1:\d+ /);
    expect(first).toMatch(says);
    expect(code).toBe(1);
    expect(all).not.toContain(password);
  });
});
