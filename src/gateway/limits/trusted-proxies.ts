import { BlockList, isIPv6 } from 'node:net';
import { plainAddress } from '../../syntax/plain-address.js';

/** Whether a peer's `X-Forwarded-*` may be believed. */
export type TrustsPeer = (address: string | undefined) => boolean;

/** @param networks IP addresses or networks such as `10.0.0.0/8` */
export function trustedProxies(networks: readonly string[]): TrustsPeer {
  if (networks.length === 0) return () => false;
  const trusted = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  return (address) => {
    if (address === undefined) return false;
    const plain = plainAddress(address);
    return trusted.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  };
}
