import { afterEach, describe, expect, test } from '@jest/globals';
import { generateTokenKey, parseTokenKeys } from '../../../src/tokens/token-keys.js';
import { createTokens } from '../../../src/tokens/tokens.js';
import { FakeExchange, granted } from './fake-exchange.js';

const keys = parseTokenKeys(generateTokenKey());

const systemNow = Date.now;
const credentials = { clientId: 'legacy', clientSecret: 'canary-secret' };
const hourMs = 3_600_000;

afterEach(() => {
  Date.now = systemNow;
});

/** Moves the system clock for all code that reads it. */
function setClock(byMs: number): void {
  Date.now = () => systemNow() + byMs;
}

describe('the system clock', () => {
  test.each([
    ['forward', hourMs],
    ['back', -hourMs],
  ])('set %s by an hour neither renews a v2 token nor ends a v1 token', async (_way, byMs) => {
    const tenant = new FakeExchange();
    tenant.answer = (index) => granted(`v2-${index + 1}`, 1_800);
    const tokens = createTokens({
      keys: () => keys,
      ttlS: 86_400,
      linkTtlS: 300,
      issuer: 'https://tenant.test',
      audience: 'https://tenant.test/api/v2/',
      idTokens: { issuers: [], readKeySet: () => Promise.reject(new Error('not asked')) },
      clients: () => undefined,
      service: () => undefined,
      exchange: tenant.exchange,
    });
    const { access_token: token } = await tokens.issue(credentials);
    setClock(byMs);
    for (let request = 0; request < 100; request += 1) {
      expect(await (await tokens.open(token)).bearer?.current()).toBe('v2-1');
    }
    setClock(0);
    expect(await (await tokens.open(token)).bearer?.current()).toBe('v2-1');
    expect(tenant.asked).toHaveLength(1);
  });
});
