import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import type { LegacyClient } from '../../../src/tokens/legacy-client.js';
import { generateTokenKey, parseTokenKeys } from '../../../src/tokens/token-keys.js';
import { createTokens, type OperatedTokens } from '../../../src/tokens/tokens.js';
import { failureOf } from '../../support/failure-of.js';
import { cpuTime } from '../../support/cpu-time.js';
import { Clock, FakeExchange } from './fake-exchange.js';
import { signed, signingPair, type Claims, type SigningPair } from './tenant-keys.js';

const keys = parseTokenKeys(generateTokenKey());

const audience = 'https://tenant.test/api/v2/';
const target = '/api/users?page=1&per_page=2';

let pair: SigningPair;
let clock: Clock;
let exchange: FakeExchange;
let clients: LegacyClient[] | undefined;
let tokens: OperatedTokens;

beforeAll(async () => {
  pair = await signingPair('any');
});

beforeEach(() => {
  clock = new Clock();
  exchange = new FakeExchange();
  clients = undefined;
  tokens = createTokens({
    keys: () => keys,
    ttlS: 86_400,
    linkTtlS: 300,
    issuer: 'https://tenant.test',
    audience,
    idTokens: { issuers: [], readKeySet: () => Promise.reject(new Error('not asked')) },
    clients: () => clients,
    service: () => ({ clientId: 'service', clientSecret: 'secret' }),
    exchange: exchange.exchange,
    now: clock.now,
  });
});

function v2Token(others: Claims = {}): Promise<string> {
  const exp = clock.now() / 1000 + 3_600;
  const scope = 'read:users update:users';
  return signed(pair, { sub: 'machine@clients', azp: 'machine', aud: audience, exp, scope, ...others });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return (await failureOf(work)).code;
}

describe('a v2 token', () => {
  test('gives no secret for the client that it names, and the secret of a client that is asked for by id', async () => {
    clients = [{ clientId: 'machine', clientSecret: 'canary', kind: 'app' }];
    const { credentials } = await tokens.open(await v2Token());
    expect(credentials?.()).toBeUndefined();
    expect(credentials?.('machine')).toEqual({ clientId: 'machine', clientSecret: 'canary' });
  });

  test('is its own bearer, with the client and the scopes that it names, and is never renewed', async () => {
    const token = await v2Token();
    const { kind, clientId, userId, bearer } = await tokens.open(token);
    expect({ kind, clientId, userId }).toEqual({ kind: 'v2', clientId: 'machine', userId: undefined });
    expect(await bearer?.current()).toBe(token);
    expect(bearer?.clientId).toBe('machine');
    expect(await bearer?.scopes()).toEqual(new Set(['read:users', 'update:users']));
    expect(await bearer?.recentScopes()).toEqual(new Set(['read:users', 'update:users']));
    expect(await codeOf(bearer?.renew(token) ?? Promise.resolve())).toBe('token-invalid');
    expect(exchange.asked).toHaveLength(0);
  });

  test.each<[string, Claims, string]>([
    ["a user's, for two audiences", { aud: [audience, 'https://tenant.test/userinfo'] }, 'machine'],
    ['of the form of RFC 9068', { azp: undefined, client_id: 'machine' }, 'machine'],
    ['that names no client', { azp: undefined }, ''],
    ['that names what is no client id', { azp: 'a\nb {"level":"error"}' }, ''],
    ['that names an endless one', { azp: 'x'.repeat(65) }, ''],
    ['without scopes', { scope: undefined }, 'machine'],
    ['without an end, which v2 may judge', { exp: undefined }, 'machine'],
  ])('can be one %s', async (_what, others, clientId) => {
    expect(await tokens.open(await v2Token(others))).toMatchObject({ kind: 'v2', clientId });
  });

  test('without a scope claim leaves the scopes to v2', async () => {
    const { bearer } = await tokens.open(await v2Token({ scope: undefined }));
    expect(await bearer?.scopes()).toBeUndefined();
  });

  test('needs no clients file and no entry in one', async () => {
    const token = await v2Token();
    clients = [];
    expect((await tokens.open(token)).kind).toBe('v2');
  });

  test('is refused a minute after it expires, without a call to v2', async () => {
    const token = await v2Token();
    await tokens.open(token);
    clock.pass(3_659.9);
    expect((await tokens.open(token)).kind).toBe('v2');
    clock.pass(0.1);
    expect(await codeOf(tokens.open(token))).toBe('token-expired');
  });

  test('has one bearer, which it shares with no other token', async () => {
    const token = await v2Token();
    const [first, again] = [await tokens.open(token), await tokens.open(token)];
    const other = await tokens.open(await v2Token({ jti: 'other' }));
    expect(again.bearer).toBe(first.bearer);
    expect(other.bearer).not.toBe(first.bearer);
  });

  test.each([
    ['for v2 of another tenant', 'https://other.test/api/v2/'],
    ['for v2, spelled otherwise', 'https://tenant.test/api/v2'],
    ['for another API', 'https://shop.test/api'],
  ])('%s is refused', async (_what, aud) => {
    clients = [];
    expect(await codeOf(tokens.open(await v2Token({ aud })))).toBe('token-invalid');
  });

  test('is refused without a signature', async () => {
    const [header, payload] = (await v2Token()).split('.');
    expect(await codeOf(tokens.open(`${header ?? ''}.${payload ?? ''}.`))).toBe('token-invalid');
  });

  test('appears neither in the printed caller nor in its link', async () => {
    const token = await v2Token();
    const caller = await tokens.open(token);
    const link = await tokens.sealLink(caller, target);
    const text = inspect(caller, { depth: 10, showHidden: true }) + JSON.stringify(caller) + link;
    for (const part of token.split('.')) expect(text).not.toContain(part);
  });
});

describe('the paging link of a v2 token', () => {
  test('opens to that token, and another link can be sealed from it', async () => {
    const token = await v2Token();
    const link = await tokens.sealLink(await tokens.open(token), target);
    const caller = await tokens.openLink(link, target);
    expect(await caller.bearer?.current()).toBe(token);
    expect(caller).toMatchObject({ kind: 'v2', clientId: 'machine' });
    const next = await tokens.sealLink(caller, '/api/users?page=2&per_page=2');
    expect((await tokens.openLink(next, '/api/users?page=2&per_page=2')).kind).toBe('v2');
  });

  test("fits into a URL of 8 KiB, or is not made, as for a token with all of v2's 258 scopes", async () => {
    const scopes = (count: number): Claims => ({ scope: 'update:something_long '.repeat(count) });
    const long = await tokens.open(await v2Token(scopes(140)));
    const link = await tokens.sealLink(long, target);
    expect(link.length).toBeGreaterThan(6_500);
    expect(link.length).toBeLessThan(7_200);
    expect((await tokens.openLink(link, target)).kind).toBe('v2');
    const longest = await tokens.open(await v2Token(scopes(258)));
    expect([longest.kind, longest.session]).toEqual(['v2', undefined]);
  });

  test('expires after five minutes, or with the token if that is earlier', async () => {
    const seal = async (token: string) => tokens.sealLink(await tokens.open(token), target);
    const [short, long] = [
      await seal(await v2Token({ exp: clock.now() / 1000 + 10 })),
      await seal(await v2Token()),
    ];
    clock.pass(100);
    expect(await codeOf(tokens.openLink(short, target))).toBe('token-expired');
    clock.pass(200);
    expect(await codeOf(tokens.openLink(long, target))).toBe('link-expired');
  });

  test('is revoked with all other links of the same token, and with none of another token', async () => {
    const [one, other] = [await v2Token(), await v2Token({ jti: 'other' })];
    const caller = await tokens.open(one);
    const first = await tokens.sealLink(caller, target);
    const next = await tokens.sealLink(await tokens.openLink(first, target), target);
    const foreign = await tokens.sealLink(await tokens.open(other), target);
    await tokens.revoke({ token: first });
    expect(await codeOf(tokens.openLink(first, target))).toBe('link-invalid');
    expect(await codeOf(tokens.openLink(next, target))).toBe('link-invalid');
    expect((await tokens.openLink(foreign, target)).kind).toBe('v2');
  });

  test('is not accepted as a token, and opens no other target', async () => {
    const link = await tokens.sealLink(await tokens.open(await v2Token()), target);
    expect(await codeOf(tokens.open(link))).toBe('token-invalid');
    expect(await codeOf(tokens.openLink(link, '/api/clients'))).toBe('link-invalid');
  });
});

describe('a token that v1 cannot have issued', () => {
  test('is one sealed here or one for v2; v1 can have issued an opaque token or an id_token', async () => {
    const issued = (await tokens.issue({ clientId: 'shop', clientSecret: 'secret' })).access_token;
    expect(tokens.isOurs(issued)).toBe(true);
    expect(tokens.isOurs(await v2Token())).toBe(true);
    expect(tokens.isOurs(await v2Token({ aud: 'shop' }))).toBe(false);
    expect(tokens.isOurs('4f5c0a9d2e')).toBe(false);
  });

  test('is recognized in a time that grows linearly with its length', () => {
    const long = ['eyJ'.repeat(2_730), `${'eyJ'.repeat(1_300)}..${'a'.repeat(4_000)}`];
    const spent = cpuTime(() => {
      for (let n = 0; n < 20; n += 1) expect(long.some((token) => tokens.isOurs(token))).toBe(false);
    });
    expect(spent).toBeLessThan(100);
  });
});
