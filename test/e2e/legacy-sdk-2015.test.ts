import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import type { LegacySdk } from '../support/legacy-sdk.js';
import { openOwnTenantStage, type OwnTenantStage } from '../support/own-tenant-stage.js';

const { app, global } = demoClients;
const connection = 'Username-Password-Authentication';

describe('auth0@0.8.5 before a tenant of 2015', () => {
  let folder: string;
  let stage: OwnTenantStage;
  let sdk: LegacySdk;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdover-2015-'));
    const clients = join(folder, 'clients.json');
    await writeFile(
      clients,
      JSON.stringify([{ client_id: app.clientId, client_secret: app.clientSecret, kind: 'app' }]),
    );
    stage = await openOwnTenantStage(
      { dialect: '2015', seedUsers: 40 },
      {
        HOLDOVER_UPSTREAM_DIALECT: '2015',
        HOLDOVER_UPSTREAM_CLIENT_ID: global.clientId,
        HOLDOVER_UPSTREAM_CLIENT_SECRET: global.clientSecret,
        HOLDOVER_CLIENTS_FILE: clients,
      },
    );
    sdk = stage.sdk('0.8.5');
  });

  afterAll(async () => {
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function result(method: string, ...args: unknown[]): Promise<unknown> {
    const { error, result: value } = await sdk.call(method, ...args);
    expect(error).toBeUndefined();
    return value;
  }

  test('creates, finds, changes and deletes a user', async () => {
    const email = 'new@2015.example';
    const made = (await result('createUser', {
      connection,
      email,
      password: 'Old-Passw0rd!',
      email_verified: true,
      plan: 'gold',
    })) as { user_id: string };
    const { user_id: id } = made;
    expect(made).toMatchObject({ email, plan: 'gold' });
    expect(made).not.toHaveProperty('v2_id');
    expect(await result('getUserBySearch', `email:"${email}"`)).toMatchObject([{ user_id: id }]);
    await result('updateUserEmail', id, 'after@2015.example', false);
    await result('updateUserPassword', id, 'New-Passw0rd!', false);
    await result('patchUserMetadata', id, { plan: 'silver' });
    expect(await result('getUser', id)).toMatchObject({ email: 'after@2015.example', plan: 'silver' });
    await result('deleteUser', id);
    expect((await sdk.call('getUser', id)).error?.message).toContain('user not found');
  });

  test('shows connections with the status for the asking client, and changes it', async () => {
    const { name, status } = ((await result('getConnections')) as { name: string; status: boolean }[])[0] ?? {
      name: '',
      status: true,
    };
    await result('updateConnection', { name, status: !status });
    expect(await result('getConnection', name)).toMatchObject({ name, status: !status });
    expect(stage.sandbox.calls.some(({ path }) => path.endsWith('/clients'))).toBe(false);
  });

  test('writes rules', async () => {
    const script = 'function (user, context, callback) { callback(null, user, context); }';
    await result('createRule', { name: 'of-2015', status: true, script });
    await result('updateRule', { name: 'of-2015', status: false });
    // This method answers the raw body.
    const rule = JSON.parse((await result('getRule', 'of-2015')) as string) as object;
    expect(rule).toMatchObject({ status: false, script });
    await result('deleteRule', 'of-2015');
  });

  test('shows social users with the access tokens of their identities', async () => {
    const users = (await result('getSocialUsers', {})) as {
      identities: { isSocial: boolean; access_token?: string }[];
    }[];
    const main = users.flatMap(({ identities }) => identities.slice(0, 1)).filter(({ isSocial }) => isSocial);
    expect(main.length).toBeGreaterThan(0);
    for (const { access_token: token } of main) expect(token).toMatch(/^sandbox-idp-token-/);
  });

  test('lists all users page by page', async () => {
    const users = (await result('getUsers', { per_page: 500 })) as object[];
    expect(users.length).toBeGreaterThanOrEqual(40);
  });
});
