import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  patchAtOnce,
  putAtOnce,
  raceForMetadata,
  readMetadata,
  type RaceTrack,
} from '../support/metadata-race.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { seedTenant } from '../support/tenant-seed.js';

let stage: SandboxGateway;
let track: RaceTrack;

beforeAll(async () => {
  stage = await openSandboxGateway();
});

afterAll(() => stage.close());

beforeEach(async () => {
  const identities = [{ connection: 'Username-Password-Authentication', provider: 'auth0', user_id: '1' }];
  seedTenant(stage.sandbox.tenant, {
    users: [{ user_id: 'auth0|1', email: 'jane@example.com', identities }],
  });
  track = {
    replicas: [stage.http],
    token: (await stage.bearerOf('app')) ?? '',
    ids: ['auth0|1', '1'],
  };
});

test('fifty concurrent PATCHes of metadata lose no key and no null', async () => {
  const all = await patchAtOnce(track);
  expect(await readMetadata(track)).toEqual(all);
});

test('after twenty concurrent PUTs of metadata, the metadata are exactly those of one PUT', async () => {
  const bags = await putAtOnce(track);
  expect(bags).toContainEqual(await readMetadata(track));
});

test('fifty PATCHes and twenty PUTs of metadata at a time leave what v1 could have left', async () => {
  expect(await raceForMetadata(track)).toEqual([]);
});
