import { BlockList, isIP } from 'node:net';
import { plainAddress } from '../syntax/plain-address.js';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine reaches the address; the only name that counts is `localhost`. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = plainAddress(address);
  const family = isIP(plain);
  if (family === 0) return plain === 'localhost';
  return loopback.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}
