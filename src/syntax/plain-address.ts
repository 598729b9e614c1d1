/** An IPv4 address in its plain form: a socket that listens on `::` shows its IPv4 peers as `::ffff:10.0.0.1`. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
