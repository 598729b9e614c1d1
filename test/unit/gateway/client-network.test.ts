import { describe, expect, test } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { clientNetwork, sharerOf } from '../../../src/gateway/limits/client-network.js';
import { trustedProxies } from '../../../src/gateway/limits/trusted-proxies.js';

function from(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
}

const nobody = trustedProxies([]);
const proxies = trustedProxies(['10.0.0.0/8', '::1']);

describe('the network of a client', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:DB8:0000:0000::2', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
    [undefined, ''],
  ])('at the address %s is %s', (address, network) => {
    expect(clientNetwork(from(address), nobody)).toBe(network);
  });

  test.each([
    ['a stranger may say what it likes', '192.0.2.7', '198.51.100.1', '192.0.2.7'],
    ['a trusted proxy says who asked it', '10.0.0.1', '198.51.100.1', '198.51.100.1'],
    [
      'the last that is not a proxy counts',
      '10.0.0.1',
      '203.0.113.9, 198.51.100.1, 10.0.0.2',
      '198.51.100.1',
    ],
    ['what the client itself wrote does not', '10.0.0.1', '10.0.0.9, evil, 198.51.100.1', '198.51.100.1'],
    ['with a port', '10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['IPv6 with a port', '::1', '[2001:db8::1]:4711', '2001:db8:0:0::/64'],
    ['nonsense leaves the proxy itself', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['and so does nothing', '10.0.0.1', '', '10.0.0.1'],
  ])('is determined by the peer and X-Forwarded-For: %s', (_what, ...[peer, forwarded, network]) => {
    expect(clientNetwork(from(peer, forwarded), proxies)).toBe(network);
  });
});

describe('the network whose share a request takes', () => {
  test.each<[string, Parameters<typeof from>, string | undefined]>([
    ['a stranger’s is its network’s', ['2001:db8:1:2:3:4:5:6', undefined], '2001:db8:1:2::/64'],
    ['what a trusted proxy passes on is the client’s', ['10.0.0.1', '198.51.100.1'], '198.51.100.1'],
    ['a trusted proxy that names nobody has none', ['10.0.0.1', undefined], undefined],
    ['a sidecar’s application has none', ['127.0.0.1', undefined], undefined],
    ['nor has it where the socket listens on ::', ['::ffff:127.0.0.1', undefined], undefined],
    ['a stranger’s claim changes nothing', ['192.0.2.7', '127.0.0.1'], '192.0.2.7'],
  ])('is determined by the peer and X-Forwarded-For: %s', (_name, peer, network) => {
    expect(sharerOf(from(...peer), proxies)).toBe(network);
  });
});
