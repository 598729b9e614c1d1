import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TrustsPeer } from './trusted-proxies.js';
import { plainAddress } from '../../syntax/plain-address.js';

type Peer = Pick<IncomingMessage, 'headers' | 'socket'>;

/**
 * The network that a request comes from, as one household or one customer of a provider has it: the IPv4 address or
 * the IPv6 /64. Behind trusted proxies it is the last address in `X-Forwarded-For` that is not a trusted proxy;
 * anybody may have written the addresses to the left of it.
 */
export function clientNetwork(request: Peer, trusts: TrustsPeer): string {
  return networkOf(clientAddress(request, trusts));
}

/**
 * The network whose share of a bound a request or connection takes. Undefined for an address that stands for many
 * clients: loopback (a sidecar's application), or a trusted proxy that names no client.
 */
export function sharerOf(request: Peer, trusts: TrustsPeer): string | undefined {
  const address = plainAddress(clientAddress(request, trusts));
  const many = address === '127.0.0.1' || address === '::1' || trusts(address);
  return many ? undefined : networkOf(address);
}

function clientAddress({ headers, socket }: Peer, trusts: TrustsPeer): string {
  let address = socket.remoteAddress ?? '';
  if (!trusts(address)) return address;
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  do {
    const before = withoutPort(forwarded.pop()?.trim() ?? '');
    if (isIP(before) === 0) break;
    address = before;
  } while (trusts(address));
  return address;
}

/** Some proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}

/** Uses the /64 of IPv6: a provider gives each customer at least that, to choose addresses from. */
function networkOf(address: string): string {
  const plain = plainAddress(address.replace(/%.*$/, ''));
  if (isIP(plain) !== 6) return plain;
  // The URL parser writes each address in one canonical form, without an IPv4 part.
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const [left, right] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}

function groupsOf(part: string): string[] {
  return part === '' ? [] : part.split(':');
}
