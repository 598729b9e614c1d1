import { isIPv6 } from 'node:net';
import { derivedDefaults } from './derived-defaults.js';
import type { Environment, EnvironmentKey } from './environment.js';
import { isLoopback } from './loopback.js';

/**
 * URLs that lead back to this gateway, where each request would pass through until resources run out. Hosts are
 * compared as written; names are not resolved.
 */
export function leadsHere(values: Environment): string[] {
  const { HOLDOVER_UPSTREAM_URL: upstream, HOLDOVER_SHADOW_URL: shadow } = values;
  const ports: readonly [EnvironmentKey, number | undefined, string][] = [
    ['HOLDOVER_PORT', values.HOLDOVER_PORT, values.HOLDOVER_HOST],
    ['HOLDOVER_TLS_PORT', derivedDefaults(values).HOLDOVER_TLS_PORT, values.HOLDOVER_HOST],
    ['HOLDOVER_ADMIN_PORT', values.HOLDOVER_ADMIN_PORT, values.HOLDOVER_ADMIN_HOST],
  ];
  const urls = [
    ['HOLDOVER_UPSTREAM_URL', upstream],
    ['HOLDOVER_SHADOW_URL', shadow],
  ] as const;
  return urls.flatMap(([key, url]) =>
    ports
      .filter(([, port, host]) => url !== undefined && isAt(new URL(url), port, host))
      .map(([own]) => `${key} leads back to holdover itself, to ${own}`),
  );
}

function isAt({ protocol, hostname, port }: URL, ownPort: number | undefined, ownHost: string): boolean {
  if (Number(port === '' ? usualPorts[protocol] : port) !== ownPort) return false;
  const host = hostname.replace(/^\[|\]$/g, '');
  if (host === ownHost) return true;
  const isNamed = [host, ownHost].includes('localhost') && isLoopback(ownHost);
  return (isNamed || isOpenTo(host, ownHost)) && isLoopback(host);
}

const usualPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Addresses of a port that is open on all interfaces of the machine. */
export const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Whether a port on all interfaces accepts connections to this address: `::` takes IPv4 too, `0.0.0.0` no IPv6. */
export function isOpenTo(address: string, listening: string): boolean {
  return everywhere.has(listening) && !(listening === '0.0.0.0' && isIPv6(address));
}
