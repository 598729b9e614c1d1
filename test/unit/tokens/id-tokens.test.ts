import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { Caller } from '../../../src/tokens/caller.js';
import type { LegacyClient } from '../../../src/tokens/legacy-client.js';
import { generateTokenKey, parseTokenKeys } from '../../../src/tokens/token-keys.js';
import { createTokens, type OperatedTokens, type TokensOptions } from '../../../src/tokens/tokens.js';
import type { Credentials } from '../../../src/tokens/credentials.js';
import { failureOf } from '../../support/failure-of.js';
import { signedWithSecret, spellingsOf } from '../../support/forgery.js';
import { Clock, FakeExchange } from './fake-exchange.js';
import { FakeKeySet, signed, signingPair, type Claims, type SigningPair } from './tenant-keys.js';

/** 48 bytes in base64url, as v1 made its secrets. */
const secret = 'canary-QCyEZDz_TddJ8HyS5SUkCnD8zRA9a9SkpXz9w3QlY7Zkuvqdt7s8Stqc';
const client: LegacyClient = { clientId: 'legacy', clientSecret: secret, kind: 'app' };
const service = { clientId: 'service', clientSecret: 'canary-service-secret' };

let ours: SigningPair;
let newer: SigningPair;
let theirs: SigningPair;
let clock: Clock;
let keySet: FakeKeySet;
let tenant: FakeExchange;
let clients: LegacyClient[] | undefined;
let tokens: OperatedTokens;

beforeAll(async () => {
  [ours, newer, theirs] = await Promise.all([signingPair('ours'), signingPair('newer'), signingPair('ours')]);
});

beforeEach(() => {
  clock = new Clock();
  keySet = new FakeKeySet(ours);
  tenant = new FakeExchange();
  clients = [client];
  tokens = tokensWith();
});

function tokensWith(options: Partial<TokensOptions> = {}): OperatedTokens {
  const keys = parseTokenKeys(generateTokenKey());
  return createTokens({
    keys: () => keys,
    ttlS: 86_400,
    linkTtlS: 300,
    issuer: 'https://tenant.test',
    audience: 'https://tenant.test/api/v2/',
    idTokens: idTokens(),
    clients: () => clients,
    service: () => service,
    exchange: tenant.exchange,
    now: clock.now,
    ...options,
  });
}

function idTokens(passedOn = false): TokensOptions['idTokens'] {
  return { issuers: ['https://tenant.test/', 'https://login.test/'], readKeySet: keySet.read, passedOn };
}

function claims(others: Claims = {}): Claims {
  const iat = clock.now() / 1000;
  return { iss: 'https://tenant.test/', sub: 'auth0|1', aud: 'legacy', iat, exp: iat + 36_000, ...others };
}

async function codeOf(token: string | Promise<string>): Promise<string> {
  return (await failureOf(tokens.open(await token))).code;
}

/** The id that the caller's v2 calls are made with. */
async function upstreamIdOf(caller: Caller): Promise<string | undefined> {
  await caller.bearer?.current();
  return tenant.asked.at(-1)?.['client_id'];
}

/** The same token with one part replaced. */
function withPart(token: string, index: 0 | 1 | 2, part: unknown): string {
  const parts = token.split('.');
  parts[index] = typeof part === 'string' ? part : Buffer.from(JSON.stringify(part)).toString('base64url');
  return parts.join('.');
}

describe('an id_token', () => {
  test.each<[string, () => Promise<string>]>([
    ['signed with a key of the tenant', () => signed(ours, claims())],
    ['without a type', () => signed(ours, claims(), { typ: undefined })],
    ['whose audience is a list of one', () => signed(ours, claims({ aud: ['legacy'] }))],
    ['from another domain of the tenant', () => signed(ours, claims({ iss: 'https://login.test/' }))],
    [
      "signed with the client's secret, base64url-decoded",
      () => signedWithSecret(Buffer.from(secret, 'base64url'), claims()),
    ],
    [
      'signed with the letters of a secret that is not encoded',
      () => signedWithSecret(Buffer.from(secret), claims()),
    ],
  ])('%s is accepted for its user', async (_what, make) => {
    const { kind, clientId, userId, refusal, session } = await tokens.open(await make());
    expect({ kind, clientId, userId, refusal, session }).toEqual({
      kind: 'user',
      clientId: 'legacy',
      userId: 'auth0|1',
      refusal: undefined,
      session: undefined,
    });
  });

  test('is valid until it expires, and a minute longer for clocks that differ', async () => {
    const token = await signed(ours, claims());
    await tokens.open(token);
    clock.pass(36_059.9);
    expect((await tokens.open(token)).userId).toBe('auth0|1');
    clock.pass(0.1);
    expect(await codeOf(token)).toBe('token-expired');
    expect(await codeOf(token)).toBe('token-expired');
  });

  test('is reported as known from its second use on', async () => {
    const told: unknown[] = [];
    tokens = tokensWith({ tokenNeeded: (...each) => told.push(each) });
    const token = await signed(ours, claims());
    for (let n = 0; n < 2; n += 1) await tokens.open(token);
    expect(told).toEqual([
      ['id_token', false],
      ['id_token', true],
    ]);
  });

  test('is valid from its nbf, and a minute earlier', async () => {
    const at = (seconds: number) => signed(ours, claims({ nbf: clock.now() / 1000 + seconds }));
    expect((await tokens.open(await at(60))).userId).toBe('auth0|1');
    expect(await codeOf(at(61))).toBe('token-invalid');
  });

  test('cannot be continued with a paging link', async () => {
    const caller = await tokens.open(await signed(ours, claims()));
    expect((await failureOf(tokens.sealLink(caller, '/api/users?page=1'))).code).toBe('token-missing');
  });
});

describe('an id_token is refused', () => {
  test.each<[string, () => string | Promise<string>]>([
    ['for another client', () => signed(ours, claims({ aud: 'stranger' }))],
    ['for another API', () => signed(ours, claims({ aud: 'https://shop.test/api' }))],
    ['for two audiences', () => signed(ours, claims({ aud: ['legacy', 'https://tenant.test/userinfo'] }))],
    ['for nobody', () => signed(ours, claims({ aud: [] }))],
    ['without an audience', () => signed(ours, claims({ aud: undefined }))],
    ['of another tenant', () => signed(ours, claims({ iss: 'https://other.test/' }))],
    ['of the tenant, spelled otherwise', () => signed(ours, claims({ iss: 'https://tenant.test' }))],
    ['without an issuer', () => signed(ours, claims({ iss: undefined }))],
    ['without a user', () => signed(ours, claims({ sub: undefined }))],
    ['with an empty user', () => signed(ours, claims({ sub: '' }))],
    ['with a user that is no text', () => signed(ours, claims({ sub: 7 }))],
    ['without an end', () => signed(ours, claims({ exp: undefined }))],
    ['with an end that is no number', () => signed(ours, claims({ exp: '9999999999' }))],
    ['with an end and a wrong audience', () => signed(ours, claims({ exp: 1, aud: 'stranger' }))],
    ['that is a logout token', () => signed(ours, claims(), { typ: 'logout+jwt' })],
    ['that is an access token', () => signed(ours, claims(), { typ: 'at+jwt' })],
    ["by somebody else's key under the same name", () => signed(theirs, claims())],
    ['by a key that nobody knows', () => signed(newer, claims())],
    ['by a key without a name', () => signed(ours, claims(), { kid: undefined })],
    ['by a key whose name is a path', () => signed(theirs, claims(), { kid: '../../../../dev/null' })],
    ['by a key whose name is a URL', () => signed(theirs, claims(), { kid: 'https://evil.test/jwks' })],
    ['by a key whose name is one of Object', () => signed(theirs, claims(), { kid: '__proto__' })],
  ])('%s', async (_what, make) => {
    expect(await codeOf(make())).toBe('token-invalid');
  });

  test.each(['jku', 'x5u', 'jwk', 'x5c'])(
    'that brings its own key in %s, even a key of the tenant',
    async (name) => {
      for (const pair of [theirs, ours]) {
        const value = {
          jku: 'https://evil.test/jwks',
          x5u: 'https://evil.test/cert',
          jwk: pair.jwk,
          x5c: ['AA'],
        };
        const header = { [name]: value[name as 'jku'] };
        expect(await codeOf(signed(pair, claims(), header))).toBe('token-invalid');
      }
    },
  );

  test('with a crit header for an unknown extension', async () => {
    expect(await codeOf(signed(ours, claims(), { crit: ['known'], known: 1 }))).toBe('token-invalid');
  });

  test.each([
    'none',
    'None',
    'NONE',
    'nOnE',
    'HS512',
    'RS512',
    'PS256',
    'ES256',
    'EdDSA',
    'dir',
    '',
    'RS256 ',
  ])('with the algorithm %j', async (alg) => {
    const good = await signed(ours, claims());
    const header = { alg, typ: 'JWT', kid: 'ours' };
    for (const signature of ['', 'AA', good.split('.')[2] ?? '']) {
      expect(await codeOf(withPart(withPart(good, 0, header), 2, signature))).toBe('token-invalid');
    }
  });

  test("signed with the tenant's public key as if it were a secret", async () => {
    for (const key of await spellingsOf(ours.jwk))
      expect(await codeOf(signedWithSecret(key, claims(), { kid: 'ours' }))).toBe('token-invalid');
  });

  test('with any part of it changed', async () => {
    const token = await signed(ours, claims());
    await tokens.open(token);
    const changed = [
      withPart(token, 1, claims({ sub: 'auth0|2' })),
      withPart(token, 0, { alg: 'RS256', kid: 'ours', more: 1 }),
      withPart(token, 2, 'AAAA'),
      token.slice(0, -4),
      `${token}A`,
      `${token}.`,
      `${token}.AA.AA`,
      ` ${token}`,
    ];
    for (const each of changed) expect(await codeOf(each)).toBe('token-invalid');
  });

  test('that is longer than the limit', async () => {
    expect(await codeOf(signed(ours, claims({ padding: 'x'.repeat(12_000) })))).toBe('token-invalid');
  });

  test.each([
    ['that is no JSON', 'bm90IGpzb24'],
    ['that is a list', 'W10'],
    ['that is null', 'bnVsbA'],
    ['nested deeply', Buffer.from('['.repeat(4_000) + ']'.repeat(4_000)).toString('base64url')],
  ])('with a part %s', async (_what, part) => {
    const token = await signed(ours, claims());
    expect(await codeOf(withPart(token, 0, part))).toBe('token-invalid');
    expect(await codeOf(withPart(token, 1, part))).toBe('token-invalid');
  });

  test('when there is no clients file, with a message that says so', async () => {
    clients = undefined;
    const { code, message } = await failureOf(tokens.open(await signed(ours, claims())));
    expect([code, message]).toEqual([
      'token-invalid',
      'An id_token is taken only by a holdover that has a clients file.',
    ]);
    expect(keySet.reads).toBe(0);
  });

  test('when its client is unknown, without reading the key set', async () => {
    await codeOf(signed(ours, claims({ aud: 'stranger' })));
    expect(keySet.reads).toBe(0);
  });

  test('with the error of the tenant while its key set cannot be read', async () => {
    keySet.fail(new GatewayError('upstream-unreachable'));
    expect(await codeOf(signed(ours, claims()))).toBe('upstream-unreachable');
  });
});

describe('a client’s secret verifies no id_token', () => {
  const hashed: LegacyClient = { clientId: 'legacy', kind: 'app', clientSecretSha256: sha(secret) };

  test.each<[string, LegacyClient, Buffer]>([
    ['where the file has its hash only', hashed, Buffer.from(secret, 'base64url')],
    ['as the hash itself', hashed, Buffer.from(sha(secret), 'hex')],
    [
      'when it is shorter than 32 bytes',
      { ...client, clientSecret: 'only-for-a-test' },
      Buffer.from('only-for-a-test'),
    ],
    [
      'when it is shorter once decoded',
      { ...client, clientSecret: 'A'.repeat(40) },
      Buffer.from('A'.repeat(40), 'base64url'),
    ],
    ['when it decodes to nothing', { ...client, clientSecret: '!'.repeat(40) }, Buffer.from('\0')],
    ['of another client', { ...client, clientSecret: 'B'.repeat(64) }, Buffer.from(secret, 'base64url')],
  ])('%s', async (_what, row, key) => {
    clients = [row];
    expect(await codeOf(signedWithSecret(key, claims()))).toBe('token-invalid');
  });
});

describe('an id_token that was verified before', () => {
  test('is not verified again, and keeps a bearer that it shares with no other token', async () => {
    const token = await signed(ours, claims());
    const [first, again] = [await tokens.open(token), await tokens.open(token)];
    const other = await tokens.open(await signed(ours, claims({ sub: 'auth0|2' })));
    expect(again.bearer).toBe(first.bearer);
    expect(other.bearer).not.toBe(first.bearer);
    expect(keySet.reads).toBe(1);
  });

  test('is refused at once when its client is removed from the clients file', async () => {
    const token = await signed(ours, claims());
    await tokens.open(token);
    clients = [];
    expect(await codeOf(token)).toBe('token-invalid');
  });

  test('is refused at once when the secret that signed it has changed', async () => {
    const token = await signedWithSecret(Buffer.from(secret, 'base64url'), claims());
    await tokens.open(token);
    clients = [{ ...client, clientSecret: 'B'.repeat(64) }];
    expect(await codeOf(token)).toBe('token-invalid');
  });

  test('is refused when the tenant has revoked its key', async () => {
    const token = await signed(ours, claims());
    await tokens.open(token);
    keySet.publish(newer);
    await tokens.open(await signed(newer, claims()));
    expect(await codeOf(token)).toBe('token-invalid');
  });

  test('is refused when another key has taken the kid of its key', async () => {
    const token = await signed(ours, claims());
    await tokens.open(token);
    keySet.publish(theirs, newer);
    await tokens.open(await signed(newer, claims()));
    expect(await codeOf(token)).toBe('token-invalid');
    expect((await tokens.open(await signed(theirs, claims()))).userId).toBe('auth0|1');
  });
});

describe('the v2 calls of a user are made', () => {
  test.each<[string, Partial<LegacyClient>, Credentials | undefined, string | undefined]>([
    [
      'with the upstream credentials of the client',
      { upstreamClientId: 'up', upstreamClientSecret: 'us' },
      service,
      'up',
    ],
    [
      'with the service credentials, where the client has half a pair',
      { upstreamClientId: 'up' },
      service,
      'service',
    ],
    ['with the service credentials', {}, service, 'service'],
    ["never with the client's own, though they are known", {}, undefined, undefined],
  ])('%s', async (_what, ...[row, serviceCredentials, id]) => {
    clients = [{ ...client, ...row }];
    tokens = tokensWith({ service: () => serviceCredentials });
    const caller = await tokens.open(await signed(ours, claims()));
    expect(await upstreamIdOf(caller)).toBe(id);
    expect(caller.bearer === undefined).toBe(id === undefined);
  });

  test('with the id_token itself where v2 still accepts it, and it is not renewed', async () => {
    tokens = tokensWith({ idTokens: idTokens(true) });
    const token = await signed(ours, claims());
    const { bearer } = await tokens.open(token);
    expect(await bearer?.current()).toBe(token);
    await expect(bearer?.renew(token)).rejects.toMatchObject({ code: 'token-invalid' });
    expect(tenant.asked).toHaveLength(0);
  });

  test('by a caller that shows neither the token nor a secret when it is printed', async () => {
    const token = await signed(ours, claims());
    for (const passedOn of [false, true]) {
      const caller = await tokensWith({ idTokens: idTokens(passedOn) }).open(token);
      const text = inspect(caller, { depth: 10, showHidden: true }) + JSON.stringify(caller);
      expect(text).not.toMatch(/canary/);
      expect(text).not.toContain(token.slice(-20));
    }
  });
});

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('an id_token that was issued before a revocation', () => {
  test.each([
    ['of its client', { client_id: 'legacy' }, 'token-invalid'],
    ['of all', { all: true }, 'token-invalid'],
    ['of another client', { client_id: 'other' }, undefined],
  ] as const)('%s is refused only when the revocation covers it', async (_, order, code) => {
    const token = await signed(ours, claims({ iat: clock.now() / 1000 - 10 }));
    expect((await tokens.open(token)).kind).toBe('user');
    await tokens.revoke(order);
    if (code === undefined) expect((await tokens.open(token)).kind).toBe('user');
    else expect(await codeOf(token)).toBe(code);
  });
});
