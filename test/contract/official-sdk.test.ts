import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ManagementClient, ManagementError } from 'auth0-v2-sdk';
import { demoClients, demoUser } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';

/**
 * Auth0's own SDK for v2 (npm auth0@7.1.0), unchanged except for https, which it requires and a sandbox does not speak.
 */
describe('the official v2 SDK against the sandbox', () => {
  let sandbox: Sandbox;
  let sdk: ManagementClient;

  beforeAll(async () => {
    sandbox = await startSandbox();
    sdk = new ManagementClient({
      domain: new URL(sandbox.url).host,
      clientId: demoClients.service.clientId,
      clientSecret: demoClients.service.clientSecret,
      audience: `${sandbox.url}/api/v2/`,
      maxRetries: 0,
      fetch: (input, init) => {
        const target = input instanceof Request ? input.url : String(input);
        return fetch(target.replace(/^https:/, 'http:'), init);
      },
    });
  });

  afterAll(() => sandbox.close());

  async function failure(attempt: Promise<unknown>): Promise<ManagementError> {
    const error: unknown = await attempt.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof ManagementError)) throw new Error('The SDK did not fail');
    return error;
  }

  test('fetches its token once, as a form, and uses it for several calls', async () => {
    await sdk.users.get(demoUser.userId);
    await sdk.users.get(demoUser.userId);
    const tokens = sandbox.calls.filter((call) => call.path === '/oauth/token');
    expect(tokens).toHaveLength(1);
    expect(tokens[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('a user is created, read, changed, found by e-mail and deleted', async () => {
    const created = await sdk.users.create({
      connection: 'Username-Password-Authentication',
      email: 'Sdk.User@Example.com',
      password: 'Sdk-Password-1',
      app_metadata: { plan: 'gold', seats: 3 },
    });
    const id = created.user_id ?? '';
    expect(created).toMatchObject({
      email: 'sdk.user@example.com',
      nickname: 'sdk.user',
      email_verified: false,
    });

    const updated = await sdk.users.update(id, {
      name: 'Sdk User',
      app_metadata: { seats: null, region: 'eu' },
    });
    expect(updated).toMatchObject({ name: 'Sdk User', app_metadata: { plan: 'gold', region: 'eu' } });
    expect(updated.app_metadata).not.toHaveProperty('seats');

    const found = await sdk.users.listUsersByEmail({ email: 'sdk.user@example.com' });
    expect(found.map((user) => user.user_id)).toEqual([id]);

    await sdk.users.delete(id);
    const gone = await failure(sdk.users.get(id));
    expect(gone.statusCode).toBe(404);
    expect(gone.body).toMatchObject({ errorCode: 'inexistent_user', message: 'The user does not exist.' });
  });

  test('users are paged through to the end with the SDK’s own iterator', async () => {
    const ids: string[] = [];
    const page = await sdk.users.list({ per_page: 100, include_totals: true });
    for await (const user of page) ids.push(user.user_id ?? '');
    expect(new Set(ids).size).toBe(240);
    expect(ids).toContain(demoUser.userId);
  });

  test('users are searched in Lucene and sorted', async () => {
    const page = await sdk.users.list({
      q: 'identities.connection:"google-oauth2" AND _exists_:last_login',
      search_engine: 'v3',
      sort: 'created_at:-1',
      per_page: 20,
    });
    expect(page.data.length).toBeGreaterThan(5);
    const times = page.data.map((user) => String(user.created_at));
    expect(times).toEqual([...times].sort().reverse());
    for (const user of page.data) {
      expect(user.identities?.some((identity) => identity.connection === 'google-oauth2')).toBe(true);
    }
  });

  test('an unreadable query is a 400 that the SDK reports with its errorCode', async () => {
    const error = await failure(sdk.users.list({ q: 'name:(unclosed', search_engine: 'v3' }));
    expect(error.statusCode).toBe(400);
    expect(error.body).toMatchObject({ errorCode: 'invalid_query_string' });
  });

  test('two users are linked and unlinked', async () => {
    const connection = 'Username-Password-Authentication';
    const make = (email: string) => sdk.users.create({ connection, email, password: 'Link-Password-1' });
    const main = await make('main@link.example');
    const other = await make('other@link.example');
    const bare = (other.user_id ?? '').replace('auth0|', '');
    const linked = await sdk.users.identities.link(main.user_id ?? '', {
      provider: 'auth0',
      user_id: other.user_id ?? '',
    });
    expect(linked.map((identity) => identity.user_id)).toEqual([
      (main.user_id ?? '').replace('auth0|', ''),
      bare,
    ]);
    const left = await sdk.users.identities.delete(main.user_id ?? '', 'auth0', bare);
    expect(left).toHaveLength(1);
    await expect(sdk.users.get(other.user_id ?? '')).resolves.toMatchObject({ email: 'other@link.example' });
  });

  test('a connection is created, replaced as a whole, and deleted', async () => {
    const created = await sdk.connections.create({
      name: 'sdk-connection',
      strategy: 'auth0',
      display_name: 'Sdk Connection',
      options: { requires_username: true },
    });
    const id = created.id ?? '';
    expect(id).toMatch(/^con_[A-Za-z0-9]{16}$/);
    expect(created.options).toMatchObject({ requires_username: true, passwordPolicy: 'good' });

    const updated = await sdk.connections.update(id, { options: { disable_signup: true } });
    expect(updated.options).toMatchObject({ disable_signup: true, brute_force_protection: true });
    expect(updated.options).not.toHaveProperty('requires_username');
    expect(updated).not.toHaveProperty('display_name');

    const byName = await sdk.connections.list({ name: 'sdk-connection' });
    expect(byName.data.map((one) => one.id)).toEqual([id]);

    await sdk.connections.delete(id);
    expect((await failure(sdk.connections.get(id))).statusCode).toBe(404);
    await sdk.connections.delete(id);
  });

  test('all connections are read by checkpoint', async () => {
    const names: string[] = [];
    const page = await sdk.connections.list({ take: 4 });
    for await (const connection of page) names.push(connection.name ?? '');
    expect(names).toHaveLength(11);
    expect(names).toContain('sms');
  });

  test('a client is enabled and disabled for a connection', async () => {
    const [connection] = (await sdk.connections.list({ name: 'facebook' })).data;
    const id = connection?.id ?? '';
    const clientsOf = async (): Promise<string[]> =>
      (await sdk.connections.clients.get(id)).data.map((client) => client.client_id);
    const { clientId } = demoClients.app;

    expect(await clientsOf()).not.toContain(clientId);
    await sdk.connections.clients.update(id, [{ client_id: clientId, status: true }]);
    expect(await clientsOf()).toContain(clientId);
    await sdk.connections.clients.update(id, [{ client_id: clientId, status: false }]);
    expect(await clientsOf()).not.toContain(clientId);
  });

  test('a client is created, changed, given a new secret, and deleted', async () => {
    const created = await sdk.clients.create({ name: 'Sdk Client', callbacks: ['https://sdk.example/cb'] });
    const id = created.client_id ?? '';
    expect(id).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(created.jwt_configuration).toEqual({ secret_encoded: false, lifetime_in_seconds: 36000 });

    const updated = await sdk.clients.update(id, { description: 'changed' });
    expect(updated).toMatchObject({ description: 'changed', callbacks: ['https://sdk.example/cb'] });

    const rotated = await sdk.clients.rotateSecret(id);
    expect(rotated.client_secret).not.toBe(created.client_secret);

    await sdk.clients.delete(id);
    const gone = await failure(sdk.clients.get(id));
    expect(gone.body).toMatchObject({ errorCode: 'inexistent_client', message: 'The client does not exist' });
  });

  test('the global client is in the list and cannot be deleted', async () => {
    const page = await sdk.clients.list({ is_global: true });
    expect(page.data.map((client) => client.name)).toEqual(['All Applications']);
    const refused = await failure(sdk.clients.delete(demoClients.global.clientId));
    expect(refused.body).toMatchObject({ message: 'Global client cannot be deleted.' });
  });

  test('tickets and the verification mail are made for a database user', async () => {
    const reset = await sdk.tickets.changePassword({ user_id: demoUser.userId, ttl_sec: 60 });
    expect(reset.ticket).toMatch(/\/u\/reset-password\?ticket=[A-Za-z0-9]{32}#$/);
    const verify = await sdk.tickets.verifyEmail({ user_id: demoUser.userId });
    expect(verify.ticket).toMatch(/\/u\/email-verification\?ticket=[A-Za-z0-9]{32}#$/);

    const job = await sdk.jobs.verificationEmail.create({ user_id: demoUser.userId });
    expect(job).toMatchObject({ type: 'verification_email', status: 'pending' });
    await expect(sdk.jobs.get(job.id)).resolves.toMatchObject({ status: 'completed' });
    expect(sandbox.tenant.mails.at(-1)).toMatchObject({ to: demoUser.email, kind: 'verification_email' });
  });

  test('a machine client lists and deletes device credentials but cannot create one', async () => {
    const devices = await sdk.deviceCredentials.list({ user_id: demoUser.userId, type: 'public_key' });
    expect(devices.data).toMatchObject([{ device_name: "Jane's phone", type: 'public_key' }]);
    expect(devices.data[0]).not.toHaveProperty('value');

    const refused = await failure(
      sdk.deviceCredentials.createPublicKey({
        device_name: 'x',
        type: 'public_key',
        value: 'dmFsdWU=',
        device_id: '68753A44-4D6F-1226-9C60-0050E4C00067',
      }),
    );
    expect(refused.statusCode).toBe(403);
    expect(refused.body).toMatchObject({ errorCode: 'insufficient_scope' });

    await sdk.deviceCredentials.delete(devices.data[0]?.id ?? '');
    const left = await sdk.deviceCredentials.list({ user_id: demoUser.userId, type: 'public_key' });
    expect(left.data).toEqual([]);
  });

  test('logs are read by page, by id and for one user', async () => {
    const page = await sdk.logs.list({ per_page: 3, include_totals: true });
    expect(page.data).toHaveLength(3);
    const id = page.data[0]?.log_id ?? '';
    await expect(sdk.logs.get(id)).resolves.toMatchObject({ log_id: id });
    const own = await sdk.users.logs.list(demoUser.userId, { per_page: 5 });
    for (const entry of own.data) expect(entry.user_id).toBe(demoUser.userId);
  });

  test('a user has no brute-force blocks before failed logins', async () => {
    await expect(sdk.userBlocks.list(demoUser.userId)).resolves.toEqual({ blocked_for: [] });
    sandbox.tenant.blocks.push({ identifier: demoUser.email, ip: '203.0.113.9' });
    const blocked = await sdk.userBlocks.listByIdentifier({ identifier: demoUser.email });
    expect(blocked.blocked_for).toHaveLength(1);
    await sdk.userBlocks.delete(demoUser.userId);
    await expect(sdk.userBlocks.list(demoUser.userId)).resolves.toEqual({ blocked_for: [] });
  });
});
