import { beforeEach, describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { UpstreamTokens } from '../../../src/tokens/upstream-tokens.js';
import { settled } from '../../support/settled.js';
import { Clock, FakeExchange, granted, refused, type Answer } from './fake-exchange.js';

const audience = 'https://tenant.test/api/v2/';
const credentials = { clientId: 'service', clientSecret: 'canary-secret' };

let clock: Clock;
let tenant: FakeExchange;
let tokens: UpstreamTokens;

beforeEach(() => {
  clock = new Clock();
  tenant = new FakeExchange();
  tokens = new UpstreamTokens({ exchange: tenant.exchange, audience, now: clock.now });
});

/** Holds the answer of the endpoint until the returned function is called. */
function holdAnswers(): (answer: Answer) => void {
  let release: (answer: Answer) => void = () => undefined;
  const answer = new Promise<Answer>((resolve) => {
    release = resolve;
  });
  tenant.answer = () => answer;
  return release;
}

describe('a token exchange', () => {
  test('asks for a client credentials grant for the audience', async () => {
    await tokens.bearerFor(credentials).current();
    expect(tenant.asked).toEqual([
      { grant_type: 'client_credentials', client_id: 'service', client_secret: 'canary-secret', audience },
    ]);
  });

  test('happens once for 200 simultaneous callers', async () => {
    const release = holdAnswers();
    const asking = Array.from({ length: 200 }, async () => tokens.bearerFor({ ...credentials }).current());
    release(granted('v2-only'));
    expect(new Set(await Promise.all(asking))).toEqual(new Set(['v2-only']));
    expect(tenant.asked).toHaveLength(1);
  });

  test('that fails does so once for 200 callers, and is tried again after a second', async () => {
    tenant.answer = () => Promise.reject(new GatewayError('upstream-unreachable'));
    const asking = Array.from({ length: 200 }, async () => tokens.bearerFor(credentials).current());
    const outcomes = await Promise.allSettled(asking);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    clock.pass(0.999);
    await expect(tokens.bearerFor(credentials).current()).rejects.toMatchObject({
      code: 'upstream-unreachable',
    });
    expect(tenant.asked).toHaveLength(1);
    clock.pass(0.001);
    tenant.answer = () => granted('v2-late');
    expect(await tokens.bearerFor(credentials).current()).toBe('v2-late');
  });

  test('is tried again after a failure, even when the clock was set back', async () => {
    tenant.answer = (index) => (index === 0 ? refused(500, 'server_error') : granted('v2-2'));
    await expect(tokens.bearerFor(credentials).current()).rejects.toBeInstanceOf(GatewayError);
    clock.pass(-3600);
    expect(await tokens.bearerFor(credentials).current()).toBe('v2-2');
  });

  test('is made for each pair of id and secret, wherever their text is split', async () => {
    for (const [clientId, clientSecret] of [
      ['a', 'bc'],
      ['ab', 'c'],
      ['a', 'bd'],
      ['a","b', 'c'],
      ['a', 'b","c'],
    ] as const) {
      await tokens.bearerFor({ clientId, clientSecret }).current();
      await tokens.bearerFor({ clientId, clientSecret }).current();
    }
    expect(tenant.asked).toHaveLength(5);
  });

  test('keeps a limited number of tokens, those used last', async () => {
    tokens = new UpstreamTokens({ exchange: tenant.exchange, audience, now: clock.now, maxEntries: 2 });
    const use = (clientId: string) => tokens.bearerFor({ clientId, clientSecret: 's' }).current();
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await use(id);
    expect(tenant.asked.map(({ client_id }) => client_id)).toEqual(['a', 'b', 'c', 'b']);
  });

  test('with wrong secrets evicts no good tokens', async () => {
    tokens = new UpstreamTokens({ exchange: tenant.exchange, audience, now: clock.now, maxEntries: 2 });
    await tokens.bearerFor(credentials).current();
    tenant.answer = () => refused(401, 'access_denied');
    for (const clientSecret of ['x', 'y', 'z']) {
      const grant = await tokens.grantFor({ clientId: 'service', clientSecret });
      expect(grant.kind).toBe('refused');
    }
    expect(await tokens.bearerFor(credentials).current()).toBe('v2-1');
    expect(tenant.asked).toHaveLength(4);
  });
});

describe('the error for an answer of the token endpoint', () => {
  test.each<[string, Answer, string, object]>([
    ['a grant without a token', { status: 200, body: {} }, 'upstream-unreadable', {}],
    ['an empty grant', { status: 200, body: undefined }, 'upstream-unreadable', {}],
    ['a token that is no string', { status: 200, body: { access_token: 7 } }, 'upstream-unreadable', {}],
    ['a token with a line break', granted('a\r\nx: y'), 'upstream-unreadable', {}],
    [
      'a quota',
      { ...refused(429, 'too_many_requests'), retryAfterS: 30 },
      'upstream-refused',
      {
        upstreamStatus: 429,
        upstreamCode: 'too_many_requests',
        message: 'too_many_requests',
        retryAfterS: 30,
      },
    ],
    [
      'a page of something in between',
      { status: 503, body: undefined },
      'upstream-refused',
      { upstreamStatus: 503, message: 'status 503 at its token endpoint' },
    ],
    [
      'a redirect',
      { status: 302, body: undefined },
      'upstream-refused',
      { upstreamStatus: 302, message: 'status 302 at its token endpoint' },
    ],
    [
      'a refusal: its error word, and nothing of its description',
      refused(403, 'access_denied', 'Client has not been granted scopes: canary-secret'),
      'upstream-token-refused',
      {
        upstreamStatus: 403,
        upstreamCode: 'access_denied',
        message: 'access_denied, for it has no grant for the Management API',
      },
    ],
    [
      'an error word that is a sentence',
      refused(400, 'bad thing: canary-secret'),
      'upstream-token-refused',
      { upstreamStatus: 400, message: 'status 400' },
    ],
  ])('%s', async (_what, ...[answer, code, details]) => {
    tenant.answer = () => answer;
    const asked = Promise.resolve(tokens.bearerFor(credentials).current());
    const error = await asked.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect((error as GatewayError).details).toEqual(details);
  });
});

describe('the renewal of a v2 token', () => {
  test.each([
    ['a day', 86_400, 69_120],
    ['100 s: 30 s before the end', 100, 70],
    ['a minute', 60, 30],
    ['10 s: half of it', 10, 5],
    ['a number as text', '1000', 800],
    ['nothing said: 300 s', undefined, 240],
    ['nonsense: 300 s', -5, 240],
  ])('comes early for a life of %s', async (_what, expiresIn, renewAfterS) => {
    tenant.answer = (index) => ({
      status: 200,
      body: { access_token: `v2-${index + 1}`, expires_in: expiresIn },
    });
    const bearer = tokens.bearerFor(credentials);
    await bearer.current();
    clock.pass(renewAfterS - 0.001);
    await bearer.current();
    await settled();
    expect(tenant.asked).toHaveLength(1);
    clock.pass(0.001);
    expect(await bearer.current()).toBe('v2-1');
    await settled();
    expect(tenant.asked).toHaveLength(2);
    expect(await bearer.current()).toBe('v2-2');
  });

  test('runs once in the background while the old token is served', async () => {
    const bearer = tokens.bearerFor(credentials);
    await bearer.current();
    clock.pass(80_000);
    const release = holdAnswers();
    const served = await Promise.all(Array.from({ length: 200 }, async () => bearer.current()));
    expect(new Set(served)).toEqual(new Set(['v2-1']));
    expect(tenant.asked).toHaveLength(2);
    release(granted('v2-new'));
    await settled();
    expect(await bearer.current()).toBe('v2-new');
  });

  test('that fails in the background has no effect until the token expires', async () => {
    const bearer = tokens.bearerFor(credentials);
    await bearer.current();
    tenant.answer = () => Promise.reject(new GatewayError('upstream-unreachable'));
    clock.pass(80_000);
    for (let request = 0; request < 50; request++) {
      expect(await bearer.current()).toBe('v2-1');
      await settled();
      clock.pass(0.1);
    }
    expect(tenant.asked.length - 1).toBeLessThanOrEqual(5);
    clock.pass(6_400);
    await expect(bearer.current()).rejects.toMatchObject({ code: 'upstream-unreachable' });
  });

  test('counts the life from before the request, so that a slow answer does not extend it', async () => {
    const release = holdAnswers();
    const bearer = tokens.bearerFor(credentials);
    const first = bearer.current();
    clock.pass(50);
    release(granted('v2-slow', 100));
    expect(await first).toBe('v2-slow');
    clock.pass(50);
    tenant.answer = () => granted('v2-next');
    expect(await bearer.current()).toBe('v2-next');
  });
});

describe('a token that v2 refuses', () => {
  test('causes one exchange, however many callers report it, at once or in turn', async () => {
    const bearer = tokens.bearerFor(credentials);
    const refusedToken = await bearer.current();
    const first = await Promise.all(Array.from({ length: 100 }, () => bearer.renew(refusedToken)));
    const late = [];
    for (let caller = 0; caller < 100; caller++) late.push(await bearer.renew(refusedToken));
    expect(new Set([...first, ...late])).toEqual(new Set(['v2-2']));
    expect(tenant.asked).toHaveLength(2);
  });

  test('is not handed out again while a new one is requested', async () => {
    const bearer = tokens.bearerFor(credentials);
    const refusedToken = await bearer.current();
    const release = holdAnswers();
    const renewing = bearer.renew(refusedToken);
    const asking = bearer.current();
    release(granted('v2-new'));
    expect(await Promise.all([renewing, asking])).toEqual(['v2-new', 'v2-new']);
  });

  test('is not renewed again and again when v2 refuses each new token too', async () => {
    const bearer = tokens.bearerFor(credentials);
    for (let request = 0; request < 100; request++) {
      await bearer.renew(await bearer.current());
      clock.pass(0.01);
    }
    expect(tenant.asked).toHaveLength(2);
    clock.pass(1);
    expect(await bearer.renew('v2-2')).toBe('v2-3');
  });

  test('fails with upstream-token-refused when the tenant refuses the renewal', async () => {
    const bearer = tokens.bearerFor(credentials);
    const token = await bearer.current();
    tenant.answer = () => refused(401, 'access_denied', 'Unauthorized');
    await expect(bearer.renew(token)).rejects.toMatchObject({ code: 'upstream-token-refused' });
  });
});

describe('the scopes of a token', () => {
  const minutes = (count: number): void => {
    clock.pass(count * 60);
  };
  const grantScopes = (...scopes: string[]): void => {
    tenant.answer = (index) => withScope(`v2-${index + 1}`, scopes.join(' '));
  };

  test.each<[string, unknown, unknown, string[] | undefined]>([
    ['are those that the token itself claims', jwtWith({ scope: 'a b' }), 'a', ['a', 'b']],
    ['are those of the answer where it claims none', jwtWith({}), 'a  b', ['a', 'b']],
    ['are those of the answer where it is opaque', 'opaque', 'a b', ['a', 'b']],
    ['may be none', 'opaque', '', []],
    ['are unknown where neither tells', jwtWith({}), undefined, undefined],
    ['are unknown where the answer tells nonsense', 'opaque', ['a'], undefined],
    ['are unknown where the token tells nonsense', jwtWith({ scope: 7 }), undefined, undefined],
  ])('%s', async (...[, access_token, scope, expected]) => {
    tenant.answer = () => ({ status: 200, body: { access_token, scope } });
    const scopes = await tokens.bearerFor(credentials).scopes();
    expect(scopes && [...scopes]).toEqual(expected);
  });

  test('come with the token, in one exchange', async () => {
    grantScopes('a');
    const bearer = tokens.bearerFor(credentials);
    expect(await bearer.scopes()).toEqual(new Set(['a']));
    expect(await bearer.current()).toBe('v2-1');
    expect(bearer.clientId).toBe('service');
    expect(tenant.asked).toHaveLength(1);
  });

  test('are requested again after ten minutes where they do not suffice, and not before', async () => {
    grantScopes('a');
    const bearer = tokens.bearerFor(credentials);
    expect(await bearer.recentScopes()).toEqual(new Set(['a']));
    grantScopes('a', 'b');
    minutes(9.99);
    expect(await bearer.recentScopes()).toEqual(new Set(['a']));
    expect(tenant.asked).toHaveLength(1);
    minutes(0.01);
    expect(await bearer.scopes()).toEqual(new Set(['a']));
    const recent = await Promise.all(Array.from({ length: 100 }, () => bearer.recentScopes()));
    for (const scopes of recent) expect(scopes).toEqual(new Set(['a', 'b']));
    expect(await bearer.scopes()).toEqual(new Set(['a', 'b']));
    expect(tenant.asked).toHaveLength(2);
  });

  test('stay the old ones where no newer token is available', async () => {
    grantScopes('a');
    const bearer = tokens.bearerFor(credentials);
    await bearer.scopes();
    minutes(10);
    tenant.answer = () => Promise.reject(new GatewayError('upstream-unreachable'));
    expect(await bearer.recentScopes()).toEqual(new Set(['a']));
    minutes(1);
    tenant.answer = () => refused(401, 'access_denied');
    expect(await bearer.recentScopes()).toEqual(new Set(['a']));
    expect(await bearer.current()).toBe('v2-1');
  });
});

function withScope(token: string, scope: string): Answer {
  return { status: 200, body: { access_token: token, expires_in: 86_400, scope } };
}

function jwtWith(payload: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(payload)}.c2ln`;
}

describe('a proof of credentials', () => {
  test('is taken from a valid grant', async () => {
    await tokens.bearerFor(credentials).current();
    expect((await tokens.grantFor(credentials)).kind).toBe('granted');
    expect(tenant.asked).toHaveLength(1);
  });

  test('is never taken from an expired grant', async () => {
    await tokens.bearerFor(credentials).current();
    clock.pass(86_400);
    tenant.answer = () => refused(401, 'access_denied');
    expect((await tokens.grantFor(credentials)).kind).toBe('refused');
  });
});
