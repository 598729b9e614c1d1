import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine reaches the address; of names `localhost` alone is believed. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  // A socket that listens on :: shows IPv4 peers as ::ffff:127.0.0.1.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const family = isIP(plain);
  if (family === 0) return plain === 'localhost';
  return loopback.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}
