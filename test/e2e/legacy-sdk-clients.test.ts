import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients, demoUser } from '../../src/sandbox/demo/demo-tenant.js';
import { clientsOverHttp, type ClientsOverHttp, type V2Client } from '../support/clients-over-http.js';
import { brokenPromises } from '../support/legacy-methods.js';
import type { LegacySdk, SdkReply, SdkVersion } from '../support/legacy-sdk.js';
import { openLegacyStage, type LegacyStage } from '../support/legacy-stage.js';

type V1Client = Record<string, unknown> & { readonly clientID: string };

const versions: SdkVersion[] = ['0.8.5', '0.5.0', '0.1.16'];
const nobody = 'nobodyKnowsThisClient';

describe.each(versions)('auth0@%s', (version) => {
  let stage: LegacyStage;
  let global: LegacySdk;
  let tenant: ClientsOverHttp;
  let methods: readonly string[];

  beforeAll(async () => {
    stage = await openLegacyStage(version);
    const { clientId, clientSecret } = demoClients.global;
    global = stage.sdkWith({ clientID: clientId, clientSecret });
    tenant = await clientsOverHttp(stage.holdover.upstream, demoClients.service);
    methods = (await global.call('methods')).result as string[];
  });

  afterAll(async () => {
    await stage.close();
  });

  /** Calls the method where this version of the SDK has it. */
  async function has(method: string, use: () => Promise<void>): Promise<void> {
    if (methods.includes(method)) await use();
    else expect(['0.5.0', '0.1.16']).toContain(version);
  }

  async function read(sdk: LegacySdk, clientId: string): Promise<V1Client> {
    return (await sdk.call('getClients', clientId)).result as V1Client;
  }

  test('lists more clients than v2 gives in one call, completely', async () => {
    for (let index = 0; index < 101; index += 1) await tenant.create({ name: `Client ${index}` });
    const stored = await tenant.clients();
    expect(stored.length).toBeGreaterThan(101);
    const { result } = await global.call('getClients');
    expect(idsOf(result as V1Client[])).toEqual(stored.map(({ client_id }) => client_id).toSorted());
    expect(result).toContainEqual(
      expect.objectContaining({ clientID: demoClients.global.clientId, global: true }),
    );
    const { result: toApp } = await stage.sdk.call('getClients');
    expect(idsOf(toApp as V1Client[])).toEqual(
      stored
        .filter((client) => client['global'] !== true)
        .map(({ client_id }) => client_id)
        .toSorted(),
    );
    expect(JSON.stringify(toApp)).not.toContain(demoClients.global.clientSecret);
  });

  test('reads one client in v1 form, and gets the list for an empty id', async () => {
    const { clientId, clientSecret, name } = demoClients.app;
    expect(await read(stage.sdk, clientId)).toMatchObject({
      clientID: clientId,
      clientSecret,
      name,
      callback: 'https://portal.example.com/callback',
      callbacks: ['https://portal.example.com/callback'],
      jwtConfiguration: { lifetimeInSeconds: 36_000, secretNotEncoded: true },
      signingKey: { cert: expect.any(String) },
    });
    expect((await global.call('getClients', '')).result).toEqual((await global.call('getClients')).result);
  });

  test('reports an unknown client, and the global client for an app client, as errors', async () => {
    for (const [sdk, clientId] of [
      [global, nobody],
      [stage.sdk, demoClients.global.clientId],
    ] as const) {
      const { error } = await sdk.call('getClients', clientId);
      expect(error?.message).toMatch(/client not found/);
    }
  });

  test('lists the clients that name a user among their owners, where it has the method', async () => {
    await has('getClientsByUserId', async () => {
      const { result } = await global.call('getClientsByUserId', demoUser.userId);
      expect(idsOf(result as V1Client[])).toEqual([demoClients.app.clientId]);
      expect((await global.call('getClientsByUserId', 'auth0|nobody')).result).toEqual([]);
    });
  });

  test('creates a client at the tenant, which an app client may not', async () => {
    await has('createClient', async () => {
      const options = { name: `Made by ${version}`, callbacks: 'https://a.test/cb,https://b.test/cb' };
      const { error, result } = await global.call('createClient', options);
      expect(error).toBeUndefined();
      const made = result as V1Client;
      expect(made).toMatchObject({
        name: options.name,
        clientSecret: expect.any(String),
        callback: 'https://a.test/cb',
        callbacks: ['https://a.test/cb', 'https://b.test/cb'],
      });
      expect(await tenant.client(made.clientID)).toMatchObject({
        name: options.name,
        client_secret: made['clientSecret'],
        callbacks: ['https://a.test/cb', 'https://b.test/cb'],
      });
      const before = await tenant.clients();
      expectStatus(await stage.sdk.call('createClient', { name: 'Not allowed' }), 401);
      expectStatus(await global.call('createClient', { name: 'No <b>' }), 400);
      expect(await tenant.clients()).toEqual(before);
    });
  });

  test('writes back a whole client that it read, changed or not, and v2’s own fields stay', async () => {
    await has('updateClient', async () => {
      const { client_id: clientId } = await tenant.create({
        name: 'Whole',
        callbacks: ['https://a.test/cb'],
        grant_types: ['implicit'],
        jwt_configuration: { alg: 'RS256' },
      });
      const stored = await tenant.client(clientId);
      const whole = await read(global, clientId);
      expect((await global.call('updateClient', whole)).result).toEqual(whole);
      expect(await tenant.client(clientId)).toEqual(stored);

      const jwtConfiguration = { ...(whole['jwtConfiguration'] as object), lifetimeInSeconds: '60' };
      const changed = {
        ...whole,
        name: 'Changed',
        callbacks: ['https://a.test/cb', 'https://b.test/cb'],
        jwtConfiguration,
      };
      expect((await global.call('updateClient', changed)).result).toMatchObject({
        clientID: clientId,
        name: 'Changed',
      });
      expect(await tenant.client(clientId)).toEqual({
        ...(stored as V2Client),
        name: 'Changed',
        callbacks: ['https://a.test/cb', 'https://b.test/cb'],
        jwt_configuration: { alg: 'RS256', lifetime_in_seconds: 60, secret_encoded: false },
      });
    });
  });

  test('reports that a signing key cannot be set, and nothing is written', async () => {
    await has('updateClient', async () => {
      const { client_id: clientId } = await tenant.create({ name: 'Key' });
      const stored = await tenant.client(clientId);
      const whole = await read(global, clientId);
      const signingKey = { ...(whole['signingKey'] as object), cert: 'MINE' };
      expectStatus(await global.call('updateClient', { ...whole, name: 'Other', signingKey }), 501);
      expectStatus(await stage.sdk.call('updateClient', { ...whole, name: 'Other' }), 401);
      expectStatus(await global.call('updateClient', { clientID: nobody, name: 'Other' }), 404);
      expect(await tenant.client(clientId)).toEqual(stored);
    });
  });

  test('deletes a client, and reports no error for one that is already deleted', async () => {
    await has('deleteClient', async () => {
      const { client_id: clientId } = await tenant.create({ name: 'Short-lived' });
      expectStatus(await stage.sdk.call('deleteClient', clientId), 401);
      expect(await tenant.client(clientId)).toBeDefined();
      for (let time = 0; time < 2; time += 1)
        expect(await global.call('deleteClient', clientId)).toEqual({ call: 'deleteClient' });
      expect(await tenant.client(clientId)).toBeUndefined();
      expectStatus(await global.call('deleteClient', demoClients.global.clientId), 400);
      expectStatus(await global.call('deleteClient', ''), undefined);
    });
  });

  test('has no method for clients that is not tested here', async () => {
    expect(await brokenPromises('clients', global)).toEqual([]);
  });

  /** 0.1.16 reports no status: its errors are plain. */
  function expectStatus(reply: SdkReply, status: number | undefined): void {
    if (status === undefined) expect(reply.result).toBeUndefined();
    else if (version === '0.1.16') expect(reply.error?.message).toMatch(/./);
    else expect(reply.error).toMatchObject({ name: 'ApiError', statusCode: status });
  }
});

function idsOf(clients: readonly V1Client[]): string[] {
  return clients.map(({ clientID }) => clientID).toSorted();
}
