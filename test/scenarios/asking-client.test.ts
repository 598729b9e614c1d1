import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import type { LegacyClient } from '../../src/tokens/legacy-client.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { seedTenant } from '../support/tenant-seed.js';

const { app, global, service } = demoClients;
const neighbour = 'nsGpWLuqIA1id6Vw5DQL05HA064GiIjH';
const id = 'con_0000000000000005';
let stage: SandboxGateway;

function seed(clients: readonly string[]): void {
  seedTenant(stage.sandbox.tenant, {
    connections: [{ id, name: 'globex', strategy: 'samlp', options: {}, clients }],
  });
}

/** The clients that the connection is enabled for at the tenant. */
function members(name = 'globex'): string[] {
  return [...(stage.sandbox.tenant.connections.byName(name)?.enabledClients ?? [])];
}

async function ask(kind: 'app' | 'global', line: string, body?: object) {
  const bearer = await stage.bearerOf(kind);
  stage.takeCalls();
  const [method = '', path = ''] = line.split(' ');
  const answer = await fetch(stage.http + path, {
    method,
    headers: { authorization: `Bearer ${bearer ?? ''}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('without a clients file', () => {
  beforeAll(async () => {
    stage = await openSandboxGateway({}, { clients: 'none' });
  });
  afterAll(() => stage.close());

  test.each([
    { kind: 'app', before: [neighbour], status: true, after: [neighbour, app.clientId] },
    { kind: 'app', before: [app.clientId, neighbour], status: false, after: [neighbour] },
    { kind: 'app', before: [neighbour], status: false, after: [neighbour] },
    { kind: 'global', before: [app.clientId, neighbour], status: false, after: [] },
    { kind: 'global', before: [neighbour], status: true, after: [neighbour] },
  ] as const)(
    'the $kind client writes status $status to a connection that is enabled for $before',
    async ({ kind, before, status, after }) => {
      seed(before);
      const answer = await ask(kind, 'PUT /api/connections/globex', { status });
      expect({ ...answer, members: members() }).toMatchObject({
        status: 200,
        body: { status },
        members: after,
      });
    },
  );

  test('the global client enables a connection without clients for all clients', async () => {
    seed([]);
    const { status } = await ask('global', 'PUT /api/connections/globex', { status: true });
    expect(status).toBe(200);
    expect(members()).toEqual(expect.arrayContaining([app.clientId, service.clientId]));
    expect(members()).not.toContain(global.clientId);
  });

  test('a connection that an app client creates is enabled for that client, one of the global client for all', async () => {
    seed([]);
    await ask('app', 'POST /api/connections', { name: 'of-app', strategy: 'ad' });
    await ask('global', 'POST /api/connections', { name: 'of-all', strategy: 'ad' });
    expect(members('of-app')).toEqual([app.clientId]);
    expect(members('of-all').length).toBeGreaterThan(1);
  });

  test('each client is shown its own status of a connection, and the client is looked up once', async () => {
    seed([neighbour]);
    const bearer = (await stage.bearerOf('app')) ?? '';
    stage.takeCalls();
    const shown = async (path: string): Promise<unknown> =>
      (await fetch(stage.http + path, { headers: { authorization: `Bearer ${bearer}` } })).json();
    expect(await shown('/api/connections/globex')).toMatchObject({ status: false });
    expect(await shown('/api/connections/globex')).toMatchObject({ status: false });
    expect(await shown('/api/connections')).toMatchObject([{ status: false }]);
    expect(stage.takeCalls().filter((call) => call === `GET /api/v2/clients/${app.clientId}`)).toHaveLength(
      1,
    );
    expect((await ask('global', 'GET /api/connections/globex')).body).toMatchObject({ status: true });
    expect((await ask('global', 'GET /api/connections')).body).toMatchObject([{ status: true }]);
  });

  test('the global client may create a client', async () => {
    expect((await ask('global', 'POST /api/clients', { name: 'New' })).status).toBe(200);
  });
});

const stranger: LegacyClient = { clientId: 'legacyStranger', clientSecret: 'secret', kind: 'app' };

describe('for a client that exists only in the clients file', () => {
  const open = async (client: LegacyClient): Promise<string> => {
    stage = await openSandboxGateway({}, { clients: [client] });
    seed([neighbour]);
    return stage.tokenOf({ clientId: client.clientId, clientSecret: client.clientSecret ?? '' });
  };
  const put = async (bearer: string, body: object, line = 'PUT /api/connections/globex') => {
    stage.takeCalls();
    const [method = '', path = ''] = line.split(' ');
    const answer = await fetch(stage.http + path, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as object, calls: stage.takeCalls() };
  };
  const written = (calls: readonly string[]) => calls.filter((call) => !call.startsWith('GET'));

  afterEach(() => stage.close());

  test('a connection status is refused before anything is written', async () => {
    const bearer = await open(stranger);
    const change = { status: true, options: { signInEndpoint: 'https://a.example' } };
    const replaced = await put(bearer, change);
    expect(replaced).toMatchObject({ status: 400, body: { error: 'inexistent_client' } });
    const made = await put(bearer, { name: 'new', strategy: 'ad' }, 'POST /api/connections');
    expect(made).toMatchObject({ status: 400, body: { error: 'inexistent_client' } });
    expect(written([...replaced.calls, ...made.calls])).toEqual([]);
  });

  test('a connection status is that of the client whose credentials the file gives for it', async () => {
    const { clientId: upstreamClientId, clientSecret: upstreamClientSecret } = service;
    const bearer = await open({ ...stranger, upstreamClientId, upstreamClientSecret });
    expect(await put(bearer, { status: true })).toMatchObject({ status: 200, body: { status: true } });
    expect(members()).toEqual([neighbour, service.clientId]);
  });
});
