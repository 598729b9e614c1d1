import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CompactEncrypt } from 'jose';
import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { Caller } from '../../../src/tokens/caller.js';
import type { LegacyClient } from '../../../src/tokens/legacy-client.js';
import { generateTokenKey, parseTokenKeys } from '../../../src/tokens/token-keys.js';
import { createTokens, type Tokens, type TokensOptions } from '../../../src/tokens/tokens.js';
import type { Credentials } from '../../../src/tokens/credentials.js';
import { failureOf } from '../../support/failure-of.js';
import { anyCharacter } from '../../support/any-character.js';
import { Clock, FakeExchange, granted, refused, type Answer } from './fake-exchange.js';

const [keyText, otherKeyText] = [generateTokenKey(), generateTokenKey()];
const keysOf = (...texts: string[]) => parseTokenKeys(texts.join(','));
const secret = 'canary-client-secret';
const credentials = { clientId: 'legacy', clientSecret: secret };
const service = { clientId: 'service', clientSecret: 'canary-service-secret' };

let clock: Clock;
let tenant: FakeExchange;
let clients: LegacyClient[] | undefined;

beforeEach(() => {
  clock = new Clock();
  tenant = new FakeExchange();
  clients = undefined;
});

/** The options, with `keys` and `service` as values instead of functions. */
type Given = Omit<TokensOptions, 'keys' | 'service'> & {
  readonly keys: readonly Uint8Array[];
  readonly service: Credentials | undefined;
};

function tokensWith(options: Partial<Given> = {}): Tokens {
  return createTokens(optionsOf(options));
}

function optionsOf({ keys = keysOf(keyText), service, ...options }: Partial<Given>): TokensOptions {
  return {
    keys: () => keys,
    ttlS: 86_400,
    linkTtlS: 300,
    issuer: 'https://tenant.test',
    audience: 'https://tenant.test/api/v2/',
    idTokens: { issuers: [], readKeySet: () => Promise.reject(new Error('not asked')) },
    clients: () => clients,
    service: () => service,
    exchange: tenant.exchange,
    now: clock.now,
    ...options,
  };
}

async function tokenOf(tokens: Tokens, given = credentials): Promise<string> {
  return (await tokens.issue(given)).access_token;
}

/** The id that the caller's v2 calls are made with. */
async function upstreamIdOf(caller: Caller): Promise<string | undefined> {
  tenant.asked.length = 0;
  tenant.answer = () => granted('v2', 0.001);
  clock.pass(1);
  await caller.bearer?.current();
  return tenant.asked[0]?.['client_id'];
}

/** Seals any claims with the right key. */
async function forge(header: Record<string, unknown>, claims: unknown, sealed = keyText): Promise<string> {
  const [kid] = (await tokenOf(tokensWith())).split('.');
  const own = JSON.parse(Buffer.from(kid ?? '', 'base64url').toString()) as { kid: string };
  const [key] = keysOf(sealed);
  return new CompactEncrypt(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: own.kid, ...header })
    .encrypt(key ?? new Uint8Array());
}

function goodClaims(): Record<string, unknown> {
  const iat = clock.now() / 1000;
  return {
    use: 'token',
    iss: 'https://tenant.test',
    sub: 'legacy',
    kind: 'global',
    iat,
    exp: iat + 60,
    jti: 'j',
    secret,
  };
}

describe('a v1 token', () => {
  test('is issued as access_token and token_type for the SDKs, and with its client’s kind for the log', async () => {
    expect(await tokensWith().issue(credentials)).toEqual({
      access_token: expect.any(String) as unknown,
      token_type: 'bearer',
      kind: 'global',
    });
  });

  test('opens to its caller, whose v2 calls use its own credentials', async () => {
    const tokens = tokensWith();
    const caller = await tokens.open(await tokenOf(tokens));
    expect(caller).toMatchObject({ kind: 'global', guessed: true, clientId: 'legacy', standIn: undefined });
    expect(await caller.bearer?.current()).toBe('v2-1');
    expect(tenant.asked).toHaveLength(1);
  });

  test('outlives the process, and opens on every replica with the same key', async () => {
    const token = await tokenOf(tokensWith());
    expect((await tokensWith().open(token)).clientId).toBe('legacy');
  });

  test('expires exactly at its end, even when it was opened before', async () => {
    const tokens = tokensWith();
    const token = await tokenOf(tokens);
    clock.pass(86_399.999);
    expect((await tokens.open(token)).clientId).toBe('legacy');
    clock.pass(0.001);
    expect((await failureOf(tokens.open(token))).code).toBe('token-expired');
    expect((await failureOf(tokensWith().open(token))).code).toBe('token-expired');
  });

  test('has only unreserved characters for any credentials: .NET puts it into a query unescaped', async () => {
    const tokens = tokensWith();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: anyCharacter, maxLength: 200 }),
        fc.string({ unit: anyCharacter, maxLength: 200 }),
        async (clientId, clientSecret) => {
          const token = await tokenOf(tokens, { clientId, clientSecret });
          expect(token).toMatch(/^[A-Za-z0-9._~-]+$/);
          expect((await tokens.open(token)).session?.()).toMatchObject({ clientId, secret: clientSecret });
        },
      ),
      { numRuns: 100 },
    );
  });

  test('shows no secret, encoded or not', async () => {
    const token = await tokenOf(tokensWith());
    const visible = token.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    for (const text of [token, ...visible]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(keyText.slice(0, 8));
    }
  });

  test('is different each time', async () => {
    const tokens = tokensWith();
    expect(await tokenOf(tokens)).not.toBe(await tokenOf(tokens));
  });

  test('is not issued when it would be too long to be opened again', async () => {
    const error = await failureOf(
      tokensWith().issue({ clientId: 'legacy', clientSecret: 'x'.repeat(8_000) }),
    );
    expect(error.code).toBe('request-malformed');
  });
});

describe('a token is refused', () => {
  test('with any one character changed', async () => {
    const tokens = tokensWith();
    const token = await tokenOf(tokens);
    await tokens.open(token);
    for (let index = 0; index < token.length; index++) {
      for (const character of ['A', 'B', '.', '%']) {
        if (token[index] === character) continue;
        const changed = token.slice(0, index) + character + token.slice(index + 1);
        expect([index, character, (await failureOf(tokens.open(changed))).code]).toEqual([
          index,
          character,
          'token-invalid',
        ]);
      }
    }
  });

  test('cut short or extended anywhere', async () => {
    const tokens = tokensWith();
    const token = await tokenOf(tokens);
    for (let length = 0; length < token.length; length++) {
      expect((await failureOf(tokens.open(token.slice(0, length)))).code).toBe('token-invalid');
    }
    for (const longer of [`${token}A`, `${token}.`, `${token}=`, `${token} `, ` ${token}`, `${token}.e30`]) {
      expect((await failureOf(tokens.open(longer))).code).toBe('token-invalid');
    }
  });

  test('in another base64url spelling of the same bytes', async () => {
    const tokens = tokensWith();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const token = await tokenOf(tokens);
    const last = token.slice(-1);
    const same = alphabet[alphabet.indexOf(last) ^ 1] ?? '';
    expect(Buffer.from(`AA${same}`, 'base64url')[1]).toBe(Buffer.from(`AA${last}`, 'base64url')[1]);
    expect((await failureOf(tokens.open(token.slice(0, -1) + same))).code).toBe('token-invalid');
  });

  test('when it is any text that was not sealed here', async () => {
    const tokens = tokensWith();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: anyCharacter }), async (text) => {
        expect((await failureOf(tokens.open(text))).code).toBe('token-invalid');
      }),
    );
  });

  test.each([
    ['longer than 8 KiB', 'x'.repeat(8_193)],
    ['an unsecured JWT', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`],
    ['a token of the tenant', 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln'],
  ])('when it is %s', async (_what, token) => {
    expect((await failureOf(tokensWith().open(token))).code).toBe('token-invalid');
  });

  test('from the gateway of another tenant with the same key', async () => {
    const token = await tokenOf(tokensWith({ issuer: 'https://other.test' }));
    expect((await failureOf(tokensWith().open(token))).code).toBe('token-invalid');
  });

  test('sealed with a key that is not in the key ring, and accepted with any key that is', async () => {
    const old = await tokenOf(tokensWith({ keys: keysOf(otherKeyText) }));
    expect((await failureOf(tokensWith().open(old))).code).toBe('token-invalid');
    const rotated = tokensWith({ keys: keysOf(keyText, otherKeyText) });
    expect((await rotated.open(old)).clientId).toBe('legacy');
    expect((await tokensWith().open(await tokenOf(rotated))).clientId).toBe('legacy');
  });

  test.each<[string, Record<string, unknown>]>([
    ['a header that says more', { typ: 'JWT' }],
    ['another algorithm for the content', { enc: 'A128CBC-HS256' }],
    ['the kid of no key', { kid: 'AAAAAAAAAAA' }],
  ])('with %s, even when the key is right', async (_what, header) => {
    const token = await forge(header, goodClaims());
    expect((await failureOf(tokensWith().open(token))).code).toBe('token-invalid');
  });

  test.each([
    ['zip', { zip: 'DEF' }],
    ['crit', { crit: ['exp'], exp: 1 }],
    ['another key management', { alg: 'A256KW' }],
    ['a key of its own', { jwk: { kty: 'oct', k: 'AAAA' } }],
  ])('with %s in its header', async (_what, extra) => {
    const token = await tokenOf(tokensWith());
    const [header, ...rest] = token.split('.');
    const own = JSON.parse(Buffer.from(header ?? '', 'base64url').toString()) as object;
    const changed = [Buffer.from(JSON.stringify({ ...own, ...extra })).toString('base64url'), ...rest].join(
      '.',
    );
    expect((await failureOf(tokensWith().open(changed))).code).toBe('token-invalid');
  });

  test('with claims of a wrong form', async () => {
    expect((await tokensWith().open(await forge({}, goodClaims()))).clientId).toBe('legacy');
    for (const claims of [
      null,
      [],
      'text',
      {},
      { ...goodClaims(), exp: '2030' },
      { ...goodClaims(), kind: 'root' },
      { ...goodClaims(), target: 'x' },
      { ...goodClaims(), use: 'other' },
      { ...goodClaims(), use: 'link' },
    ]) {
      expect((await failureOf(tokensWith().open(await forge({}, claims)))).code).toBe('token-invalid');
    }
  });
});

describe('tokens with a clients file', () => {
  const sha = (text: string) => createHash('sha256').update(text).digest('hex');

  test.each<[string, Partial<LegacyClient>]>([
    ['in plain', { clientSecret: secret }],
    ['as a hash', { clientSecretSha256: sha(secret) }],
    ['as a hash in capitals', { clientSecretSha256: sha(secret).toUpperCase() }],
  ])('a client secret %s is checked without the tenant', async (_what, row) => {
    clients = [{ clientId: 'legacy', kind: 'app', ...row }];
    const tokens = tokensWith();
    expect((await tokens.open(await tokenOf(tokens))).kind).toBe('app');
    const wrong = await failureOf(tokens.issue({ clientId: 'legacy', clientSecret: `${secret}x` }));
    expect(wrong.code).toBe('client-secret-wrong');
    expect((await failureOf(tokens.issue({ clientId: 'stranger', clientSecret: secret }))).code).toBe(
      'client-unknown',
    );
    expect(tenant.asked).toHaveLength(0);
  });

  test('the file says what kind a client is, and which client of the tenant stands in for it', async () => {
    const row = { clientId: 'legacy', clientSecret: secret };
    const standIn = { upstreamClientId: 'up', upstreamClientSecret: 'us' };
    const tokens = tokensWith({ service });
    clients = [{ ...row, ...standIn, kind: 'global' }];
    const token = await tokenOf(tokens, { clientId: 'legacy', clientSecret: secret });
    expect(await tokens.open(token)).toMatchObject({ kind: 'global', guessed: false, standIn: 'up' });
    clients = [{ ...row, kind: 'app' }];
    expect(await tokens.open(token)).toMatchObject({ kind: 'app', guessed: false, standIn: undefined });
  });

  test.each<[string, Partial<LegacyClient>]>([
    ['no secret', {}],
    ['an empty secret', { clientSecret: '' }],
    ['an empty hash', { clientSecretSha256: '' }],
    ['a hash that is none', { clientSecretSha256: 'zz' }],
  ])('a client with %s is always refused', async (_what, row) => {
    clients = [{ clientId: 'legacy', kind: 'global', ...row }];
    for (const clientSecret of ['', 'undefined', secret]) {
      expect((await failureOf(tokensWith().issue({ clientId: 'legacy', clientSecret }))).code).toBe(
        'client-secret-wrong',
      );
    }
  });

  test.each([
    ['service credentials are there', service],
    ['it goes by its own', undefined],
  ])(
    'a client that is removed from the file loses access at once, though %s',
    async (_what, serviceCredentials) => {
      const row: LegacyClient = { clientId: 'legacy', clientSecretSha256: sha(secret), kind: 'app' };
      clients = [row];
      const tokens = tokensWith({ service: serviceCredentials });
      const token = await tokenOf(tokens);
      const link = await tokens.sealLink(await tokens.open(token), '/api/users?page=1');
      clients = [];
      expect((await failureOf(tokens.open(token))).code).toBe('token-invalid');
      expect((await failureOf(tokens.openLink(link, '/api/users?page=1'))).code).toBe('link-invalid');
      clients = [{ ...row, kind: 'global' }];
      expect((await tokens.open(token)).kind).toBe('global');
      expect((await tokens.openLink(link, '/api/users?page=1')).kind).toBe('global');
    },
  );

  test('new service credentials apply at once, even for a token that was opened before', async () => {
    clients = [{ clientId: 'legacy', clientSecret: secret, kind: 'app' }];
    let now: Credentials | undefined = service;
    const tokens = createTokens({ ...optionsOf({}), service: () => now });
    const token = await tokenOf(tokens);
    expect(await upstreamIdOf(await tokens.open(token))).toBe('service');
    now = { clientId: 'other', clientSecret: 'canary-other-secret' };
    expect(await upstreamIdOf(await tokens.open(token))).toBe('other');
    now = undefined;
    expect(await upstreamIdOf(await tokens.open(token))).toBe('legacy');
  });

  test.each<[string, Partial<LegacyClient>, Given['service'], string]>([
    ['its upstream credentials', { upstreamClientId: 'up', upstreamClientSecret: 'us' }, service, 'up'],
    ['the service credentials, where it has half a pair', { upstreamClientId: 'up' }, service, 'service'],
    ['the service credentials', {}, service, 'service'],
    ['its own', {}, undefined, 'legacy'],
    [
      'its own, from the token, where the file has a hash',
      { clientSecretSha256: sha(secret) },
      undefined,
      'legacy',
    ],
  ])('v2 is called with %s', async (_what, ...[row, serviceCredentials, id]) => {
    clients = [
      {
        clientId: 'legacy',
        kind: 'app',
        ...(row.clientSecretSha256 === undefined ? { clientSecret: secret } : {}),
        ...row,
      },
    ];
    const tokens = tokensWith({ service: serviceCredentials });
    const caller = await tokens.open(await tokenOf(tokens));
    expect(await upstreamIdOf(caller)).toBe(id);
    expect(caller.session?.().secret).toBe(row.clientSecretSha256 === undefined ? undefined : secret);
  });

  test('new upstream credentials of a client apply from the next request on', async () => {
    clients = [{ clientId: 'legacy', clientSecret: secret, kind: 'app' }];
    const tokens = tokensWith();
    const token = await tokenOf(tokens);
    expect(await upstreamIdOf(await tokens.open(token))).toBe('legacy');
    clients = [
      {
        clientId: 'legacy',
        clientSecret: secret,
        kind: 'app',
        upstreamClientId: 'up',
        upstreamClientSecret: 'x',
      },
    ];
    expect(await upstreamIdOf(await tokens.open(token))).toBe('up');
  });

  test('a token that relied on removed service credentials is refused', async () => {
    clients = [{ clientId: 'legacy', clientSecretSha256: sha(secret), kind: 'app' }];
    const token = await tokenOf(tokensWith({ service }));
    expect((await failureOf(tokensWith().open(token))).code).toBe('token-invalid');
  });

  test('a token from before the file existed has no more rights than the file gives', async () => {
    const token = await tokenOf(tokensWith());
    clients = [{ clientId: 'legacy', clientSecret: 'another', kind: 'app' }];
    expect((await tokensWith().open(token)).kind).toBe('app');
  });
});

describe('tokens without a clients file', () => {
  test.each<[string, Answer, string]>([
    [
      '401 is a wrong secret: Auth0 says no more',
      refused(401, 'access_denied', 'Unauthorized'),
      'client-secret-wrong',
    ],
    ['401 without a word', { status: 401, body: undefined }, 'client-secret-wrong'],
    [
      '403 is a right secret without a grant',
      refused(403, 'access_denied', 'Client is not authorized to access "https://t/api/v2/".'),
      'upstream-token-refused',
    ],
    [
      '403 is a right secret with a grant that does not suffice',
      refused(403, 'access_denied', 'Client has not been granted scopes: x'),
      'upstream-token-refused',
    ],
    [
      '403 of another kind',
      refused(403, 'unauthorized_client', 'Grant type not allowed'),
      'upstream-token-refused',
    ],
    ['403 with a page', { status: 403, body: undefined }, 'upstream-token-refused'],
    ['404', { status: 404, body: undefined }, 'client-unknown'],
    [
      'a description that says so',
      refused(401, 'invalid_client', 'Unknown client: legacy'),
      'client-unknown',
    ],
    [
      'another description that says so',
      refused(400, 'invalid_request', 'The client does not exist'),
      'client-unknown',
    ],
    ['a wrong audience', refused(400, 'invalid_request', 'Bad audience'), 'upstream-token-refused'],
    ['an outage', { status: 503, body: undefined }, 'upstream-refused'],
    ['a redirect, which says nothing of them', { status: 302, body: undefined }, 'upstream-refused'],
  ])('the tenant decides about a client: %s', async (_what, answer, code) => {
    tenant.answer = () => answer;
    expect((await failureOf(tokensWith().issue(credentials))).code).toBe(code);
  });

  test('an unreachable tenant is not reported as a wrong secret', async () => {
    tenant.answer = () => Promise.reject(new GatewayError('upstream-unreachable'));
    expect((await failureOf(tokensWith().issue(credentials))).code).toBe('upstream-unreachable');
  });

  test('node, which asks for a token every three minutes, costs the tenant one grant in ten hours', async () => {
    const tokens = tokensWith();
    for (let minute = 0; minute < 600; minute += 3) {
      await tokens.issue(credentials);
      clock.pass(180);
    }
    expect(tenant.asked).toHaveLength(1);
  });

  test('a wrong secret is refused even after the right one was accepted', async () => {
    const tokens = tokensWith();
    await tokens.issue(credentials);
    tenant.answer = () => refused(401, 'access_denied');
    const error = await failureOf(tokens.issue({ ...credentials, clientSecret: 'guess' }));
    expect(error.code).toBe('client-secret-wrong');
  });

  test('a client acts with its own rights, never with those of the service credentials', async () => {
    const tokens = tokensWith({ service });
    const caller = await tokens.open(await tokenOf(tokens));
    await caller.bearer?.current();
    expect(tenant.asked.map((form) => form['client_id'])).toEqual([credentials.clientId]);
  });
});

describe('an anonymous caller', () => {
  test('makes v2 calls with the service credentials', async () => {
    const caller = tokensWith({ service }).anonymous();
    expect(caller).toMatchObject({ kind: 'anonymous', clientId: '' });
    expect(await upstreamIdOf(caller)).toBe('service');
  });

  test('has no bearer and no link without service credentials', async () => {
    const tokens = tokensWith();
    expect(tokens.anonymous().bearer).toBeUndefined();
    expect((await failureOf(tokens.sealLink(tokens.anonymous(), '/api/users'))).code).toBe('token-missing');
  });
});

describe('a paging link', () => {
  const target = '/api/users?per_page=2&page=1';
  let tokens: Tokens;
  let token: string;
  let link: string;

  beforeEach(async () => {
    tokens = tokensWith();
    token = await tokenOf(tokens);
    link = await tokens.sealLink(await tokens.open(token), target);
  });

  test('opens its target without a token, and the next link can be sealed from it', async () => {
    const caller = await tokens.openLink(link, target);
    expect(caller).toMatchObject({ kind: 'global', clientId: 'legacy' });
    expect(await caller.bearer?.current()).toBe('v2-1');
    const next = await tokens.sealLink(caller, '/api/users?per_page=2&page=2');
    expect((await tokensWith().openLink(next, '/api/users?per_page=2&page=2')).clientId).toBe('legacy');
  });

  test('needs no escaping, and holds no comma, which would end .NET paging', () => {
    expect(link).toMatch(/^[A-Za-z0-9._~-]+$/);
  });

  test.each([
    '/api/users?per_page=2&page=2',
    '/api/users?per_page=2&page=1&',
    '/api/clients',
    '',
    `${target}\0`,
  ])('does not open %j', async (other) => {
    expect((await failureOf(tokens.openLink(link, other))).code).toBe('link-invalid');
  });

  test('is never accepted as a token, nor a token as a link', async () => {
    expect((await failureOf(tokens.open(link))).code).toBe('token-invalid');
    expect((await failureOf(tokens.openLink(token, target))).code).toBe('link-invalid');
  });

  test('expires after five minutes', async () => {
    clock.pass(299.999);
    expect((await tokens.openLink(link, target)).clientId).toBe('legacy');
    clock.pass(0.001);
    expect((await failureOf(tokens.openLink(link, target))).code).toBe('link-expired');
    expect((await failureOf(tokens.openLink(link, '/api/clients'))).code).toBe('link-invalid');
  });

  test.each([
    ['tampered with', () => link.slice(0, -2) + (link.endsWith('AA') ? 'BB' : 'AA')],
    ['cut short', () => link.slice(0, -3)],
    [
      'of another tenant',
      async () => {
        const other = tokensWith({ issuer: 'https://other.test' });
        return other.sealLink(await other.open(await tokenOf(other)), target);
      },
    ],
    ['empty', () => ''],
    ['far too long', () => link.repeat(30)],
  ])('that is %s is refused', async (_what, make) => {
    expect((await failureOf(tokens.openLink(await make(), target))).code).toBe('link-invalid');
  });
});

describe('secrets', () => {
  const canaries = /canary/;

  test('are not in a caller that is printed or written as JSON', async () => {
    const tokens = tokensWith();
    const caller = await tokens.open(await tokenOf(tokens));
    expect(inspect(caller, { depth: 10, showHidden: true })).not.toMatch(canaries);
    expect(JSON.stringify(caller)).not.toMatch(canaries);
    expect(inspect(tokensWith({ service }).anonymous(), { depth: 10, showHidden: true })).not.toMatch(
      canaries,
    );
  });

  test.each<[string, Answer | Error]>([
    ['a refusal that repeats them', refused(401, 'access_denied', `wrong secret ${secret}`)],
    ['a refusal with them as its word', refused(400, `word ${secret}`)],
    ['an outage', { status: 500, body: { error: `x ${secret}` } }],
    ['a grant that cannot be read', { status: 200, body: { secret } }],
    ['no answer', new GatewayError('upstream-unreachable')],
  ])('are in no error after %s', async (_what, answer) => {
    tenant.answer = () => (answer instanceof Error ? Promise.reject(answer) : answer);
    const error = await failureOf(tokensWith().issue(credentials));
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(canaries);
  });

  test('are in no error of a token that cannot be opened', async () => {
    const token = await tokenOf(tokensWith());
    for (const bad of [`${token}x`, token.slice(5), await forge({}, { secret })]) {
      const error = await failureOf(tokensWith().open(bad));
      const text = inspect(error, { depth: 10, showHidden: true });
      expect(text).not.toMatch(canaries);
      expect(text).not.toContain(bad.slice(-20));
    }
  });
});

test('token keys of a wrong length, or none, are refused at the start', () => {
  expect(() => tokensWith({ keys: [] })).toThrow('no key');
  expect(() => tokensWith({ keys: [new Uint8Array(16)] })).toThrow('16 bytes');
});

describe('the secret of a client', () => {
  const named = { clientId: 'other', clientSecret: 'canary-of-another' };

  test('that a caller names is read from the current clients file, whoever the caller is', async () => {
    clients = [
      { ...credentials, kind: 'app' },
      { ...named, kind: 'app' },
    ];
    const tokens = tokensWith({ service });
    const asking = [tokens.anonymous(), await tokens.open(await tokenOf(tokens))];
    for (const caller of asking) {
      expect(caller.credentials?.('other')).toEqual(named);
      expect(caller.credentials?.('nobody')).toBeUndefined();
    }
    expect(asking.map((caller) => caller.credentials?.())).toEqual([undefined, credentials]);
    clients = [{ clientId: 'other', clientSecretSha256: 'ab', kind: 'app' }];
    expect(asking.map((caller) => caller.credentials?.('other'))).toEqual([undefined, undefined]);
  });

  test('without a clients file is known from the token alone', async () => {
    const tokens = tokensWith();
    const caller = await tokens.open(await tokenOf(tokens));
    expect([caller.credentials?.('legacy'), caller.credentials?.('other')]).toEqual([credentials, undefined]);
    expect(inspect(caller)).not.toContain('canary');
  });
});
