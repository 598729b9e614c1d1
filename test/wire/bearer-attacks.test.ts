import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { Issuer } from '../../src/sandbox/issuer.js';
import {
  assembled,
  createForger,
  encoded,
  encrypted,
  signedWithSecret,
  spellingsOf,
  type Forger,
} from '../support/forgery.js';
import { rawExchange, type RawAnswer } from '../support/raw-exchange.js';
import { openSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.js';
import { seedTenant } from '../support/tenant-seed.js';

const { app } = demoClients;
const own = '/api/users/auth0%7C1';

let stage: SandboxGateway;
let forger: Forger;

beforeAll(async () => {
  [stage, forger] = await Promise.all([openSandboxGateway(), createForger()]);
  seedTenant(stage.sandbox.tenant, { users: ['1', '2'].map(databaseUser) });
});

afterAll(() => stage.close());

beforeEach(() => {
  stage.takeCalls();
});

/** The claims of an id_token of the tenant's first user. */
function claims(others: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  const iss = `${stage.sandbox.url}/`;
  return { iss, sub: 'auth0|1', aud: app.clientId, iat: now, exp: now + 3_600, ...others };
}

/** A token that the tenant itself has signed. */
function genuine(others: Record<string, unknown> = {}): Promise<string> {
  return stage.sandbox.issuer.sign(claims(others), 3_600);
}

const kid = 'holdover-sandbox';
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

const attacks: readonly [what: string, make: () => string | Promise<string>][] = [
  ['alg none, without a signature', () => assembled({ alg: 'none' }, claims())],
  ['alg None, without a signature', () => assembled({ alg: 'None', typ: 'JWT', kid }, claims())],
  ['alg none, with a signature', () => assembled({ alg: 'none', kid }, claims(), 'AAAA')],
  [
    'alg nOnE, with the signature of a genuine token',
    async () => reheaded(await genuine(), { alg: 'nOnE', kid }),
  ],
  ['no alg', () => assembled({ typ: 'JWT', kid }, claims(), 'AAAA')],
  ['an empty signature', async () => (await genuine()).replace(/[^.]+$/, '')],
  ['a signature of nothing but zeros', async () => (await genuine()).replace(/[^.]+$/, 'A'.repeat(342))],
  ['another algorithm in a genuine header', async () => reheaded(await genuine(), { alg: 'RS512', kid })],
  ['another user in a genuine payload', async () => reclaimed(await genuine(), claims({ sub: 'auth0|2' }))],
  ['an HMAC by an empty secret', () => assembled({ alg: 'HS256' }, claims(), 'AAAA')],
  ['a key of their own', () => forger.signed(claims(), { kid })],
  ['a key of their own, in jwk', () => forger.signed(claims(), { kid, jwk: forger.jwk })],
  ['a key of their own, at jku', () => forger.signed(claims(), { kid, jku: 'https://evil.test/jwks.json' })],
  ['a key of their own, at x5u', () => forger.signed(claims(), { kid, x5u: 'https://evil.test/x.pem' })],
  ['a key of their own, in x5c', () => forger.signed(claims(), { kid, x5c: ['MIIB'] })],
  ['a kid that is a path', () => forger.signed(claims(), { kid: '../../../../../../dev/null' })],
  ['a kid that is a URL', () => forger.signed(claims(), { kid: 'https://evil.test/jwks.json#key' })],
  ['a kid that is a query', () => forger.signed(claims(), { kid: "x' UNION SELECT 'key" })],
  ['a kid of JavaScript', () => forger.signed(claims(), { kid: 'constructor' })],
  ['no kid', () => forger.signed(claims())],
  ['crit', () => forger.signed(claims(), { kid, crit: ['unknown'], unknown: 1 })],
  ['b64 false', () => assembled({ alg: 'RS256', kid, b64: false, crit: ['b64'] }, claims(), 'AAAA')],
  ['the audience of another client', () => genuine({ aud: demoClients.ungranted.clientId })],
  ['the audience of another API', () => genuine({ aud: 'https://shop.example/api', scope: 'read:users' })],
  ['the audience of userinfo', () => genuine({ aud: `${stage.sandbox.url}/userinfo`, azp: app.clientId })],
  ['the audience of v2 of another tenant', () => genuine({ aud: 'https://other.auth0.com/api/v2/' })],
  ['two audiences', () => genuine({ aud: [app.clientId, demoClients.global.clientId] })],
  ['another issuer', () => genuine({ iss: 'https://other.auth0.com/' })],
  ['an issuer that begins alike', () => genuine({ iss: `${stage.sandbox.url}/evil/` })],
  ['no issuer', () => genuine({ iss: undefined })],
  ['a beginning in the future', () => genuine({ nbf: inSeconds(120) })],
  ['no end', () => genuine({ exp: undefined })],
  ['no user', () => genuine({ sub: undefined })],
  ['a token of another tenant', () => tokenOfAnotherTenant('https://other.auth0.com/')],
  ['a token of another tenant that calls itself ours', () => tokenOfAnotherTenant(`${stage.sandbox.url}/`)],
  ['an opaque token', () => randomBytes(24).toString('base64url')],
  ['a JWT of 12 KiB', () => genuine({ padding: 'x'.repeat(9 * 1024) })],
  ['a JWE of 12 KiB', () => encrypted('x'.repeat(9 * 1024), {})],
  ['five parts of nothing', () => '....'],
  ["a JWE by a key that is not holdover's", () => encrypted('{"use":"token"}', {})],
  ["a JWE by a key that calls itself holdover's", async () => encrypted('{}', { kid: await ringKid() })],
  [
    'a JWE with another enc',
    async () => resealed({ alg: 'dir', enc: 'A128CBC-HS256', kid: await ringKid() }),
  ],
  ['a JWE with another alg', async () => resealed({ alg: 'A256KW', enc: 'A256GCM', kid: await ringKid() })],
  ['a JWE for an RSA key', async () => resealed({ alg: 'RSA1_5', enc: 'A256GCM', kid: await ringKid() })],
  [
    'a JWE with endless PBKDF2',
    () => resealed({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2s: 'AAAAAAAAAAA', p2c: 2 ** 31 - 1 }),
  ],
  ['a JWE with a zip bomb', () => bomb({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' })],
  [
    "a JWE with a zip bomb under holdover's kid",
    async () => bomb({ alg: 'dir', enc: 'A256GCM', zip: 'DEF', kid: await ringKid() }),
  ],
  ['the seal of a paging link', () => sealOfLink()],
];

describe('a bearer is refused without a call to the tenant when it has or is', () => {
  test.each(attacks)('%s', async (_what, make) => {
    const token = await make();
    const refusals = await sendEverywhere(token);
    for (const { status, body } of refusals) {
      expect([status, JSON.parse(body)]).toEqual([401, expect.objectContaining({ error: 'invalid_token' })]);
      expect(body).not.toContain(token.slice(0, 40));
    }
    expect(stage.takeCalls()).toEqual([]);
  });

  test('an HMAC signature with the tenant’s public key as the secret', async () => {
    const [jwk] = stage.sandbox.issuer.keySet().keys;
    for (const secret of await spellingsOf(jwk ?? {})) {
      for (const header of [{ kid }, {}]) {
        const token = await signedWithSecret(secret, claims(), header);
        for (const { status } of await sendEverywhere(token)) expect(status).toBe(401);
      }
    }
    expect(stage.takeCalls()).toEqual([]);
  });

  test('an exp in the past; the refusal says that the token has expired', async () => {
    for (const { status, body } of await sendEverywhere(await genuine({ exp: inSeconds(-61) }))) {
      expect(status).toBe(401);
      expect(body).toContain('The access token has expired');
    }
    const v2 = await genuine({ aud: `${stage.sandbox.url}/api/v2/`, exp: inSeconds(-61) });
    for (const { body } of await sendEverywhere(v2)) expect(body).toContain('The access token has expired');
    expect(stage.takeCalls()).toEqual([]);
  });
});

test('a genuine id_token and a v2 token are accepted in the header of a read, of a write, and in the query', async () => {
  for (const token of [await genuine(), await stage.bearerOf('v2')]) {
    for (const { status } of await sendEverywhere(token ?? '')) expect(status).toBe(200);
  }
});

describe('the id_token of one user', () => {
  test.each(['auth0%7C1', 'auth0%7c1', 'auth0|1', '%61uth0%7C%31', '1', '1/', 'auth0%7C1///', 'auth0%7C1?'])(
    'opens /api/users/%s, which is the same user',
    async (spelling) => {
      const { status, body } = await get(`/api/users/${spelling}`, await genuine());
      expect([status, (JSON.parse(body) as { user_id?: string }).user_id]).toEqual([200, 'auth0|1']);
    },
  );

  const others = [
    ...['auth0%7C2', 'auth0%7c2', 'auth0|2', '%61uth0%7C%32', 'auth0%7C2/', 'auth0%7C2///', 'auth0%7C2?'],
    ...['2', '2/', '%32', '61757468307c32', '0061757468307c32', '61757468307C32'],
    ...['auth0%257C2', 'auth0%257c2', 'auth0%25257C2', 'auth0%257C1', 'auth0%25257C1'],
    ...[
      'AUTH0%7C1',
      'Auth0%7C1',
      'auth0%7C1%20',
      '%20auth0%7C1',
      'auth0%7C1%00',
      'auth0%7C1%0A',
      'auth0%7C01',
    ],
    ...['auth0%7C1%2F', 'auth0%7C1%2F..%2Fauth0%7C2', '..%2Fauth0%7C2', 'auth0%7C1%2F%2E%2E%2Fauth0%7C2'],
    ...[
      'auth0%7C1/../auth0%7C2',
      './auth0%7C2',
      '../users/auth0%7C2',
      '%2e/auth0%7C2',
      '%2e%2e/users/auth0%7C2',
    ],
    ...[
      '/auth0%7C2',
      'auth0%7C1//auth0%7C2',
      'auth0%7C1;auth0%7C2',
      'auth0%7C2;auth0%7C1',
      'auth0%7C1,auth0%7C2',
    ],
    ...[
      'auth0%7C2?user_id=auth0%7C1',
      'auth0%7C2?access_token=x',
      'auth0%7C1%7C',
      'auth0%7C%7C1',
      'auth0%EF%BD%9C1',
    ],
    ...[
      'auth0%C1%BC1',
      'auth0%7C1%',
      'auth0%7',
      'auth0%7C*',
      '*',
      'me',
      '%7C',
      '',
      '?search=*',
      '?user_id=auth0%7C1',
    ],
  ];

  test.each(others)('does not open /api/users/%s, and the tenant receives no call', async (spelling) => {
    for (const suffix of ['', '/metadata']) {
      const cut = spelling.indexOf('?');
      const [path, query] = cut === -1 ? [spelling, ''] : [spelling.slice(0, cut), spelling.slice(cut)];
      const { status } = await get(`/api/users/${path}${suffix}${query}`, await genuine());
      expect([400, 401, 403, 404]).toContain(status);
    }
    expect(stage.takeCalls()).toEqual([]);
  });
});

function databaseUser(id: string): Record<string, unknown> {
  return {
    user_id: `auth0|${id}`,
    email: `user${id}@example.com`,
    identities: [
      { connection: 'Username-Password-Authentication', provider: 'auth0', user_id: id, isSocial: false },
    ],
  };
}

function get(target: string, bearer: string): Promise<RawAnswer> {
  return rawExchange(stage.http, [`GET ${target} HTTP/1.1`, `Authorization: Bearer ${bearer}`]);
}

/** In the header of a read and of a write, and in the query of a read where the token is short enough. */
async function sendEverywhere(token: string): Promise<RawAnswer[]> {
  const body = '{"hobby":"surf"}';
  const write = rawExchange(
    stage.http,
    [
      `PATCH ${own}/metadata HTTP/1.1`,
      `Authorization: bearer ${token}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ],
    body,
  );
  const inQuery =
    token.length > 8_000 ? [] : [rawExchange(stage.http, [`GET ${own}?access_token=${token} HTTP/1.1`])];
  return Promise.all([get(own, token), write, ...inQuery]);
}

function reheaded(token: string, header: Record<string, unknown>): string {
  const [, payload = '', signature = ''] = token.split('.');
  return [encoded(header), payload, signature].join('.');
}

function reclaimed(token: string, payload: Record<string, unknown>): string {
  const [header = '', , signature = ''] = token.split('.');
  return [header, encoded(payload), signature].join('.');
}

async function tokenOfAnotherTenant(issuer: string): Promise<string> {
  const other = await Issuer.create(issuer, Date.now);
  return other.sign({ sub: 'auth0|1', aud: app.clientId }, 3_600);
}

/** The `kid` of holdover's own key, which every v1 token carries in its header. */
async function ringKid(): Promise<string> {
  const [header = ''] = ((await stage.bearerOf('app')) ?? '').split('.');
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid;
}

/** A genuine v1 token with another header. */
async function resealed(header: Record<string, unknown>): Promise<string> {
  const [, ...parts] = ((await stage.bearerOf('app')) ?? '').split('.');
  return [encoded(header), ...parts].join('.');
}

/** A zip bomb: 5 MB in 5 KB. */
function bomb(header: Record<string, unknown>): string {
  const zipped = deflateRawSync(Buffer.alloc(5 * 1024 * 1024)).toString('base64url');
  return [encoded(header), '', 'AAAAAAAAAAAAAAAA', zipped, 'AAAAAAAAAAAAAAAAAAAAAA'].join('.');
}

async function sealOfLink(): Promise<string> {
  const answer = await get('/api/users?per_page=1', (await stage.bearerOf('app')) ?? '');
  const [, link = ''] = answer.headers.find(([name]) => name === 'Link') ?? [];
  stage.takeCalls();
  return /bewit=([\w.-]+)/.exec(link)?.[1] ?? '';
}
