import { describe, expect, test } from '@jest/globals';
import { trustedProxies } from '../../../src/gateway/limits/trusted-proxies.js';

describe('the trusted proxies', () => {
  test.each<[string[], string | undefined, boolean]>([
    [[], '127.0.0.1', false],
    [['10.0.0.0/8'], undefined, false],
    [['10.0.0.0/8'], '10.255.0.1', true],
    [['10.0.0.0/8'], '11.0.0.1', false],
    [['10.0.0.0/8'], '::ffff:10.1.2.3', true],
    [['127.0.0.1'], '127.0.0.1', true],
    [['127.0.0.1'], '127.0.0.2', false],
    [['fd00::/8', '::1'], 'fd12::1', true],
    [['fd00::/8', '::1'], '::1', true],
    [['fd00::/8'], '10.0.0.1', false],
  ])('%j include the peer %s: %s', (networks, peer, expected) => {
    expect(trustedProxies(networks)(peer)).toBe(expected);
  });
});
