import type { TracedCall } from '../../observe/tracing/tracing.js';

/** Address and port of a base URL; an IPv6 address is without its brackets. */
export function serverOf(baseUrl: string | URL): TracedCall['server'] {
  const { hostname, port, protocol } = new URL(baseUrl);
  const usual = protocol === 'https:' ? 443 : 80;
  return { address: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) };
}
