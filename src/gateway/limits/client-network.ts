import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TrustsPeer } from './trusted-proxies.js';
import { plainAddress } from '../../syntax/plain-address.js';

type Peer = Pick<IncomingMessage, 'headers' | 'socket'>;

/**
 * Where a request comes from, as far as one household or one customer of a provider is one: the IPv4 address, or
 * the /64 of an IPv6 address. Behind proxies that are trusted it is the last address in `X-Forwarded-For` that is
 * none of them; what stands left of that one anybody may have written.
 */
export function clientNetwork(request: Peer, trusts: TrustsPeer): string {
  return networkOf(clientAddress(request, trusts));
}

/**
 * The network that a request or a connection counts for where there is not enough for all; undefined for an address
 * that speaks for many: a sidecar's application, or a proxy that is trusted and has not said for whom it speaks.
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

/** A provider gives each customer at least a /64, and addresses in it are free to choose. */
function networkOf(address: string): string {
  const plain = plainAddress(address.replace(/%.*$/, ''));
  if (isIP(plain) !== 6) return plain;
  // The parser of URLs writes an address in one way only, and without an IPv4 part.
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const [left, right] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}

function groupsOf(part: string): string[] {
  return part === '' ? [] : part.split(':');
}
