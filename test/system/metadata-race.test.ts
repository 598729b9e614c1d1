import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import {
  patchAtOnce,
  putAtOnce,
  raceForMetadata,
  readMetadata,
  type RaceTrack,
} from '../support/metadata-race.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { seedTenant } from '../support/tenant-seed.js';
import { v1Token } from '../support/v1-token.js';
import { redisServer, type RedisServer } from './redis-server.js';

let redis: RedisServer;
let sandbox: Sandbox;
let replicas: RunningHoldover[];
let track: RaceTrack;

beforeAll(async () => {
  redis = await redisServer();
  await redis.start();
  // As far away as a tenant is: long enough for any other write to come between.
  sandbox = await startSandbox({ seedUsers: 0, latencyMs: 20 });
  const env = {
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
    HOLDOVER_REDIS_URL: `redis://127.0.0.1:${redis.port}`,
  };
  replicas = await Promise.all([startHoldover(env), startHoldover(env)]);
  track = {
    replicas: replicas.map(({ http }) => http),
    token: await v1Token(replicas[0]?.http ?? '', demoClients.app),
    ids: ['auth0|1', '1'],
  };
});

afterAll(async () => {
  await Promise.all(replicas.map((each) => each.stop()));
  await sandbox.close();
  await redis.kill();
});

beforeEach(() => {
  const identities = [{ connection: 'Username-Password-Authentication', provider: 'auth0', user_id: '1' }];
  seedTenant(sandbox.tenant, { users: [{ user_id: 'auth0|1', email: 'jane@example.com', identities }] });
});

test('fifty concurrent PATCHes of metadata over two replicas lose no key and no null', async () => {
  const all = await patchAtOnce(track);
  expect(await readMetadata(track)).toEqual(all);
});

test('after twenty concurrent PUTs of metadata over two replicas, the metadata are exactly those of one PUT', async () => {
  const bags = await putAtOnce(track);
  expect(bags).toContainEqual(await readMetadata(track));
});

test('fifty PATCHes and twenty PUTs of metadata over two replicas leave what v1 could have left', async () => {
  expect(await raceForMetadata(track)).toEqual([]);
});
