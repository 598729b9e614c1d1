import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { brokenPromises } from '../support/legacy-methods.js';
import type { LegacySdk, SdkVersion } from '../support/legacy-sdk.js';
import { openLegacyStage, type LegacyStage } from '../support/legacy-stage.js';
import type { TenantOverHttp, V2Connection } from '../support/tenant-over-http.js';

const { app, global } = demoClients;
const saml = { signInEndpoint: 'https://idp.test/sso', signingCert: 'CERT' };

describe.each<SdkVersion>(['0.1.16', '0.5.0', '0.8.5'])('auth0@%s and connections', (version) => {
  let stage: LegacyStage;
  let sdk: LegacySdk;
  let everywhere: LegacySdk;
  let tenant: TenantOverHttp;

  beforeAll(async () => {
    stage = await openLegacyStage(version);
    ({ sdk, tenant } = stage);
    everywhere = stage.sdkWith({ clientID: global.clientId, clientSecret: global.clientSecret });
  });

  afterAll(async () => {
    await stage.close();
  });

  async function stored(name: string): Promise<V2Connection> {
    const found = await tenant.connection(name);
    if (found === undefined) throw new Error(`v2 has no connection ${name}`);
    return found;
  }

  test('are listed, each with its status for the asking client', async () => {
    const expected = (await tenant.connections()).map(({ name, clients }) => ({
      name,
      client_id: app.clientId,
      status: clients.includes(app.clientId),
    }));
    const { result } = await sdk.call('getConnections');
    expect(result).toMatchObject(expected);
    expect(new Set((result as { status: boolean }[]).map(({ status }) => status)).size).toBe(2);
    for (const v2Only of ['realms', 'is_domain_connection', 'enabled_clients'])
      expect((result as object[])[0]).not.toHaveProperty(v2Only);
  });

  test.each([
    ['getSocialConnections', ['google-oauth2', 'github', 'facebook']],
    ['getEnterpriseConnections', ['acme-waad', 'globex-saml', 'initech-adfs', 'umbrella-ad']],
  ])('are listed by %s', async (method, names) => {
    const { result } = await sdk.call(method);
    expect((result as { name: string }[]).map(({ name }) => name)).toEqual(names);
  });

  test('are read by name, with what v2 stores; an unknown one is null', async () => {
    const { id, options, strategy } = await stored('globex-saml');
    expect((await sdk.call('getConnection', 'globex-saml')).result).toMatchObject({
      _id: id,
      name: 'globex-saml',
      strategy,
      options,
      status: false,
    });
    expect(await sdk.call('getConnection', 'no-such-connection')).toEqual({
      call: 'getConnection',
      result: null,
    });
  });

  test('are created for the asking client alone, changed, written back whole, and deleted', async () => {
    const name = 'made-by-app';
    const made = await sdk.call('createConnection', { name, strategy: 'samlp', options: saml });
    expect(made.result).toMatchObject({ name, strategy: 'samlp', status: true, options: saml });
    expect(await stored(name)).toMatchObject({ options: saml, clients: [app.clientId] });

    await tenant.send('PATCH', `/connections/${(await stored(name)).id}`, { display_name: 'Made by App' });
    const options = { tenant_domain: 'made.test', domain_aliases: null };
    const replaced = await sdk.call('updateConnection', { name, options, status: false });
    expect(replaced.result).toMatchObject({ name, status: false, options: { tenant_domain: 'made.test' } });
    const off = await stored(name);
    expect(off).toMatchObject({ display_name: 'Made by App', clients: [] });
    expect(off['options']).toEqual({ tenant_domain: 'made.test' });

    const whole = (await sdk.call('getConnection', name)).result as object;
    expect((await sdk.call('updateConnection', { ...whole, status: true })).result).toMatchObject({
      status: true,
    });
    expect(await stored(name)).toEqual({ ...off, clients: [app.clientId] });

    const { id } = await stored(name);
    expect(await sdk.call('deleteConnection', name)).toEqual({
      call: 'deleteConnection',
      result: { removed: id },
    });
    expect(await tenant.connection(name)).toBeUndefined();
    expect(await sdk.call('deleteConnection', name)).toEqual({ call: 'deleteConnection', result: null });
  });

  test('of the global client are enabled for all clients', async () => {
    const name = 'made-by-global';
    const made = await everywhere.call('createConnection', { name, strategy: 'samlp', options: saml });
    expect(made.result).toMatchObject({ status: true, client_id: global.clientId });
    expect((await stored(name)).clients).toContain(app.clientId);
    expect((await sdk.call('getConnection', name)).result).toMatchObject({ status: true });
    await sdk.call('updateConnection', { name, status: false });
    expect((await sdk.call('getConnection', name)).result).toMatchObject({ status: false });
    expect((await everywhere.call('getConnection', name)).result).toMatchObject({ status: true });
    await everywhere.call('updateConnection', { name, status: false });
    expect((await stored(name)).clients).toEqual([]);
    await everywhere.call('updateConnection', { name, status: true });
    expect((await stored(name)).clients).toContain(demoClients.ungranted.clientId);
    expect((await everywhere.call('deleteConnection', name)).result).toHaveProperty('removed');
  });

  test.each<[string, object, RegExp]>([
    ['a name that v2 does not take', { name: 'my_connection', strategy: 'samlp' }, /letters .* digits/],
    ['a taken name', { name: 'github', strategy: 'github' }, /same name already exists/],
    ['a missing option', { name: 'no-domain', strategy: 'okta', options: {} }, /options\.domain is required/],
    ['an unknown strategy', { name: 'what', strategy: 'no-such-strategy' }, /strategy/],
  ])('are refused with a sentence for %s', async (_, connection, sentence) => {
    const before = await tenant.connections();
    const { error } = await sdk.call('createConnection', connection);
    expect(error?.message).toMatch(sentence);
    expect(error?.message).toMatch(/^[^{[]/);
    expect(await tenant.connections()).toEqual(before);
  });

  test('that another client has recreated under an old name are distinguished from the old ones', async () => {
    const name = 'made-anew';
    const create = (endpoint: string) =>
      tenant.send('POST', '/connections', { name, strategy: 'samlp', options: { signInEndpoint: endpoint } });
    await create('https://old.test');
    expect((await sdk.call('getConnection', name)).result).toMatchObject({ name });
    await tenant.send('DELETE', `/connections/${(await stored(name)).id}`);
    await create('https://new.test');
    const { id } = await stored(name);
    expect((await sdk.call('updateConnection', { name, options: { a: 1 } })).result).toMatchObject({ id });
    expect((await stored(name))['options']).toEqual({ a: 1 });
    expect((await sdk.call('deleteConnection', name)).result).toEqual({ removed: id });
  });

  test('have no method that is not tested above', async () => {
    expect(await brokenPromises('connections', sdk)).toEqual([]);
  });
});
