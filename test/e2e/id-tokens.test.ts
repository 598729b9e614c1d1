import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoClients, demoUser } from '../../src/sandbox/demo/demo-tenant.js';
import { Issuer } from '../../src/sandbox/issuer.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { startHoldover, type RunningHoldover } from '../support/running-holdover.js';
import { SandboxCaller } from '../support/sandbox.js';

const { app, service } = demoClients;
const jane = encodeURIComponent(demoUser.userId);

let directory: string;
let sandbox: Sandbox;
let holdover: RunningHoldover;
let withoutFile: RunningHoldover;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdover-id-tokens-'));
  sandbox = await startSandbox({ seedUsers: 12 });
  const file = join(directory, 'clients.json');
  await writeFile(
    file,
    JSON.stringify([{ client_id: app.clientId, client_secret: app.clientSecret, kind: 'app' }]),
  );
  const env = {
    HOLDOVER_UPSTREAM_URL: sandbox.url,
    HOLDOVER_UPSTREAM_CLIENT_ID: service.clientId,
    HOLDOVER_UPSTREAM_CLIENT_SECRET: service.clientSecret,
    HOLDOVER_TOKEN_KEY: randomBytes(32).toString('base64url'),
  };
  [holdover, withoutFile] = await Promise.all([
    startHoldover({ ...env, HOLDOVER_CLIENTS_FILE: file }),
    startHoldover(env),
  ]);
});

afterAll(async () => {
  await Promise.all([holdover.stop(), withoutFile.stop()]);
  await sandbox.close();
  await rm(directory, { recursive: true });
});

/** A login as the applications do it, through holdover to the tenant. */
async function logIn(base = holdover.http): Promise<string> {
  const response = await fetch(`${base}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'password',
      client_id: app.clientId,
      client_secret: app.clientSecret,
      username: demoUser.email,
      password: demoUser.password,
      scope: 'openid profile',
    }),
  });
  return ((await response.json()) as { id_token: string }).id_token;
}

/** @param line `METHOD /path` */
function ask(line: string, bearer: string, body?: object): Promise<Response> {
  const [method = '', path = ''] = line.split(' ');
  return fetch(holdover.http + path, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

describe('a user who has logged in', () => {
  test('reads the profile with auth0.js', async () => {
    const origin = 'https://app.example';
    const preflight = await fetch(`${holdover.http}/api/users/${jane}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/authorization/i);
    const profile = await fetch(`${holdover.http}/api/users/${jane}`, {
      headers: { origin, authorization: `Bearer ${await logIn()}` },
    });
    expect(profile.headers.get('access-control-allow-origin')).toBe(origin);
    expect(await profile.json()).toMatchObject({ user_id: demoUser.userId, email: demoUser.email });
  });

  test('reads the profile with auth0.js in a browser without CORS', async () => {
    const query = new URLSearchParams({ access_token: await logIn(), cbx: '__jp0' });
    const script = await (await fetch(`${holdover.http}/api/users/${jane}?${query.toString()}`)).text();
    const [, json = ''] = /^__jp0\((.*)\)$/.exec(script) ?? [];
    expect(JSON.parse(json)).toMatchObject({ status: 200, user: { user_id: demoUser.userId } });
  });

  test('gets a verification mail through Drupal, which sends no body', async () => {
    sandbox.tenant.mails.length = 0;
    const answer = await ask(`POST /api/users/${jane}/send_verification_email`, await logIn());
    expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
    expect(sandbox.tenant.mails.map(({ userId }) => userId)).toEqual([demoUser.userId]);
  });

  test('gets a verification mail through WordPress, which names the address; another user does not', async () => {
    const connection = 'Username-Password-Authentication';
    const [other] = sandbox.tenant.users
      .all()
      .filter(
        ({ user_id, identities }) => user_id !== demoUser.userId && identities[0]?.connection === connection,
      );
    const token = await logIn();
    const tell = (email: unknown) =>
      ask('POST /api/users/send_verification_email', token, { email, connection });
    sandbox.tenant.mails.length = 0;
    const answer = await tell(demoUser.email);
    expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
    const refused = [await tell(other?.profile['email']), await tell('nobody@example.com')];
    expect(refused.map(({ status }) => status)).toEqual([404, 404]);
    expect(await refused[0]?.json()).toEqual(await refused[1]?.json());
    expect(sandbox.tenant.mails.map(({ userId }) => userId)).toEqual([demoUser.userId]);
  });

  test('deletes the key of a device with Lock for iOS', async () => {
    const { id } = sandbox.tenant.devices.add({
      type: 'public_key',
      device_name: "Jane's iPhone",
      device_id: '68753A44-4D6F-1226-9C60-0050E4C00067',
      user_id: demoUser.userId,
      value: 'key',
    });
    const path = `/api/users/${jane}/publickey?device=${encodeURIComponent("Jane's iPhone")}`;
    expect((await ask(`DELETE ${path}`, await logIn())).status).toBe(200);
    expect(sandbox.tenant.devices.ofUser(demoUser.userId).map((device) => device.id)).not.toContain(id);
  });

  test('writes user_metadata and nothing else, by merge and by replacement', async () => {
    const token = await logIn();
    const before = sandbox.tenant.users.get(demoUser.userId)?.app_metadata;
    const path = `/api/users/${jane}/metadata`;
    expect((await ask(`PATCH ${path}`, token, { hobby: 'chess', plan: 'mine' })).status).toBe(200);
    expect((await ask(`PUT ${path}`, token, { hobby: 'go' })).status).toBe(200);
    const after = sandbox.tenant.users.get(demoUser.userId);
    expect([after?.user_metadata, after?.app_metadata]).toEqual([{ hobby: 'go' }, before]);
  });

  test('gets nothing of another user, and no list', async () => {
    const token = await logIn();
    const [other] = sandbox.tenant.users.all().filter(({ user_id }) => user_id !== demoUser.userId);
    const id = encodeURIComponent(other?.user_id ?? '');
    sandbox.calls.length = 0;
    const statuses = await Promise.all(
      [`/api/users/${id}`, `/api/users/${id}/metadata`, '/api/users', '/api/clients', '/api/connections'].map(
        async (path) => (await ask(`GET ${path}`, token)).status,
      ),
    );
    expect(statuses).toEqual([403, 403, 401, 401, 401]);
    expect(sandbox.calls).toEqual([]);
  });

  test('is told why a holdover without a clients file accepts no id_token', async () => {
    const response = await fetch(`${withoutFile.http}/api/users/${jane}`, {
      headers: { authorization: `Bearer ${await logIn(withoutFile.http)}` },
    });
    expect([response.status, ((await response.json()) as { message: string }).message]).toEqual([
      401,
      'The access token is not valid. An id_token is taken only by a holdover that has a clients file.',
    ]);
  });
});

describe("a user of an application whose id_tokens are signed with the client's secret", () => {
  const client = () => sandbox.tenant.clients.get(app.clientId)?.body ?? {};
  let usual: ReturnType<typeof client>;

  beforeAll(() => {
    usual = client();
  });

  afterEach(() => {
    sandbox.tenant.clients.put({ clientId: app.clientId, body: usual });
  });

  test.each([true, false])('is served with the secret in base64url or not: %j', async (secret_encoded) => {
    const jwt_configuration = { alg: 'HS256', lifetime_in_seconds: 36_000, secret_encoded };
    sandbox.tenant.clients.put({ clientId: app.clientId, body: { ...usual, jwt_configuration } });
    const token = await logIn();
    expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({
      alg: 'HS256',
    });
    expect((await ask(`GET /api/users/${jane}`, token)).status).toBe(200);
  });
});

describe('a v2 token', () => {
  test('is passed on unchanged, and its paging link needs no token', async () => {
    const { token } = await SandboxCaller.open(sandbox);
    sandbox.calls.length = 0;
    const page = await ask('GET /api/users?per_page=5', token);
    expect(page.status).toBe(200);
    const [, link = ''] = /^<(.*)>; rel="next"$/.exec(page.headers.get('link') ?? '') ?? [];
    expect((await fetch(link)).status).toBe(200);
    const bearers = sandbox.calls.map(({ headers }) => headers.authorization);
    expect(new Set(bearers)).toEqual(new Set([`Bearer ${token}`]));
  });

  test("that v2 refuses is v1's 401, not a 502, and is sent only once", async () => {
    const forger = await Issuer.create(`${sandbox.url}/`, Date.now);
    const token = await forger.sign({ sub: 'x@clients', azp: 'x', aud: `${sandbox.url}/api/v2/` }, 3_600);
    sandbox.calls.length = 0;
    const answer = await ask('GET /api/users', token);
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
      401,
      'invalid_token',
    ]);
    expect(sandbox.calls).toHaveLength(1);
  });

  test('without the scope is refused with the name of the scope', async () => {
    const { token } = await SandboxCaller.open(sandbox, service, 'read:clients');
    const answer = await ask('GET /api/users', token);
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
      403,
      expect.stringContaining('read:users'),
    ]);
  });
});
