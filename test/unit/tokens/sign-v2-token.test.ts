import { beforeEach, describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { createTokenSigner } from '../../../src/tokens/sign-v2-token.js';
import { generateTokenKey, parseTokenKeys } from '../../../src/tokens/token-keys.js';
import { createTokens, type Tokens } from '../../../src/tokens/tokens.js';
import { Clock, FakeExchange, granted, refused } from './fake-exchange.js';

const keys = parseTokenKeys(generateTokenKey());

const audience = 'https://tenant.test/api/v2/';
const clientSecret = Buffer.alloc(48, 7).toString('base64url');
const credentials = { clientId: 'global', clientSecret };
const usual = ['read:users', 'update:users', 'create:user_tickets'];
const asJwt = 'eyJhbGciOiJub25lIn0.eyJzY29wZSI6InJlYWQ6dXNlcnMifQ.c2ln';

/** The scopes that the map needs. */
let scopes: readonly string[];
let clock: Clock;
let tenant: FakeExchange;
let tokens: Tokens;

beforeEach(() => {
  scopes = usual;
  clock = new Clock();
  tenant = new FakeExchange();
  tenant.answer = (n) => granted(`opaque${n}`, undefined);
  tokens = createTokens({
    keys: () => keys,
    ttlS: 86_400,
    linkTtlS: 300,
    issuer: 'https://tenant.test',
    audience,
    idTokens: { issuers: [], readKeySet: () => Promise.reject(new Error('not asked')), passedOn: true },
    clients: () => undefined,
    service: () => undefined,
    exchange: tenant.exchange,
    sign: createTokenSigner(() => scopes, clock.now),
    now: clock.now,
  });
});

async function bearerOfClient() {
  const { access_token } = await tokens.issue(credentials);
  const { bearer } = await tokens.open(access_token);
  if (bearer === undefined) throw new Error('no bearer');
  return bearer;
}

describe('a tenant of 2015', () => {
  test('is sent a token signed with the base64url-decoded secret, for the client of that secret', async () => {
    const bearer = await bearerOfClient();
    const { payload } = await jwtVerify(await bearer.current(), Buffer.from(clientSecret, 'base64url'), {
      algorithms: ['HS256'],
      audience: 'global',
      currentDate: new Date(clock.now()),
    });
    expect(payload['scopes']).toEqual({
      users: { actions: ['read', 'update'] },
      user_tickets: { actions: ['create'] },
    });
    expect([payload.iat, payload.exp]).toEqual([clock.now() / 1000, clock.now() / 1000 + 3_600]);
    expect(payload.jti).toMatch(/^\S{8,}$/);
    expect(await bearer.scopes()).toEqual(new Set(scopes));
  });

  test('checks the credentials at its token endpoint, once per life of a token', async () => {
    const bearer = await bearerOfClient();
    await bearer.current();
    expect(tenant.asked).toHaveLength(1);
    clock.pass(3_601);
    await bearer.current();
    expect(tenant.asked).toHaveLength(2);
  });

  test('is sent a token with the scopes that the map needs after a reload, as soon as they are needed', async () => {
    const bearer = await bearerOfClient();
    scopes = [...usual, 'read:rules'];
    expect(await bearer.scopes()).toEqual(new Set(usual));
    expect(await bearer.recentScopes()).toEqual(new Set(scopes));
    const [, payload = ''] = (await bearer.current()).split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      scopes: { rules: { actions: ['read'] } },
    });
    expect(tenant.asked).toHaveLength(1);
  });

  test('that refuses the credentials is sent no token', async () => {
    tenant.answer = () => refused(401, 'access_denied');
    await expect(tokens.issue(credentials)).rejects.toMatchObject({ code: 'client-secret-wrong' });
  });

  test('that issues a v2 token itself is sent that token', async () => {
    tenant.answer = () => granted(asJwt);
    const bearer = await bearerOfClient();
    expect(await bearer.current()).toBe(asJwt);
    expect(await bearer.scopes()).toEqual(new Set(['read:users']));
  });

  test('is sent the tokens that callers have made unchanged, with the scopes that they claim', async () => {
    const made = await createTokenSigner(() => ['read:rules'], clock.now)(credentials);
    const { kind, clientId, bearer } = await tokens.open(made.token);
    expect({ kind, clientId }).toEqual({ kind: 'v2', clientId: 'global' });
    expect(await bearer?.current()).toBe(made.token);
    expect(await bearer?.scopes()).toEqual(new Set(['read:rules']));
  });
});
