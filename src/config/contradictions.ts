import { derivedDefaults } from './derived-defaults.js';
import type { Environment, EnvironmentKey } from './environment.js';
import { everywhere, leadsHere } from './leads-here.js';
import { isLoopback } from './loopback.js';

/** Mistakes in combinations of keys; a key with a wrong value counts as given, so that it is one mistake only. */
export function contradictions(has: (key: EnvironmentKey) => boolean, values: Environment): string[] {
  const faults: string[] = [];
  const upstream = has('HOLDOVER_UPSTREAM_URL');
  for (const [one, other] of pairs) {
    if (has(one) !== has(other)) faults.push(`${one} and ${other} go together`);
  }
  if (!isLoopback(values.HOLDOVER_ADMIN_HOST) && !has('HOLDOVER_ADMIN_TOKEN')) {
    faults.push(
      'HOLDOVER_ADMIN_TOKEN is required where HOLDOVER_ADMIN_HOST is not loopback: make one with "holdover keygen"',
    );
  }
  const { HOLDOVER_DEPRECATION_DATE: deprecated, HOLDOVER_SUNSET: sunset } = values;
  // RFC 9745 section 4.
  if (deprecated !== 'off' && sunset !== undefined && sunset < deprecated) {
    faults.push('HOLDOVER_SUNSET must not be before HOLDOVER_DEPRECATION_DATE');
  }
  if (has('HOLDOVER_USAGE_FILE') && has('HOLDOVER_REDIS_URL')) {
    faults.push(
      'HOLDOVER_USAGE_FILE is of no use with HOLDOVER_REDIS_URL, where usage is kept for all replicas',
    );
  }
  if (upstream) faults.push(...withUpstream(has));
  if (values.HOLDOVER_WORKERS > 1) faults.push(...withWorkers(has));
  faults.push(...sharedPorts(values), ...leadsHere(values));
  if (has('HOLDOVER_SHADOW_URL') && !has('HOLDOVER_SHADOW_CLIENT_ID') && !has('HOLDOVER_CLIENTS_FILE')) {
    faults.push(
      'HOLDOVER_SHADOW_URL needs HOLDOVER_CLIENTS_FILE or HOLDOVER_SHADOW_CLIENT_ID: somebody must ask',
    );
  }
  for (const [key, needed] of dependents) {
    if (has(key) && !has(needed)) faults.push(`${key} is of no use without ${needed}`);
  }
  return faults;
}

/** Keys that the demo can do without and a gateway with a tenant cannot. */
function withUpstream(has: (key: EnvironmentKey) => boolean): string[] {
  const faults: string[] = [];
  const certificate = has('HOLDOVER_TLS_CERT_FILE');
  const tlsPort = has('HOLDOVER_TLS_PORT');
  if (!has('HOLDOVER_TOKEN_KEY')) {
    faults.push('HOLDOVER_TOKEN_KEY is required with HOLDOVER_UPSTREAM_URL: make one with "holdover keygen"');
  }
  if (tlsPort && !certificate) {
    faults.push('HOLDOVER_TLS_PORT needs HOLDOVER_TLS_CERT_FILE and HOLDOVER_TLS_KEY_FILE');
  }
  if (!tlsPort && certificate) {
    faults.push('HOLDOVER_TLS_CERT_FILE is of no use without HOLDOVER_TLS_PORT');
  }
  return faults;
}

/** What needs a single process. */
function withWorkers(has: (key: EnvironmentKey) => boolean): string[] {
  const faults: string[] = [];
  if (!has('HOLDOVER_UPSTREAM_URL')) {
    faults.push('HOLDOVER_WORKERS must be 1 without HOLDOVER_UPSTREAM_URL: the demo is one process');
  }
  if (has('HOLDOVER_SHADOW_URL')) {
    faults.push(
      'HOLDOVER_WORKERS must be 1 with HOLDOVER_SHADOW_URL: one process compares and writes the file',
    );
  }
  return faults;
}

/** Two servers on one port: the system would report that too, but name only the second port. */
function sharedPorts(values: Environment): string[] {
  const { HOLDOVER_HOST: host, HOLDOVER_ADMIN_HOST: adminHost } = values;
  const ports: [EnvironmentKey, number | undefined][] = [
    ['HOLDOVER_PORT', values.HOLDOVER_PORT],
    ['HOLDOVER_TLS_PORT', derivedDefaults(values).HOLDOVER_TLS_PORT],
  ];
  const meet = host === adminHost || [host, adminHost].some((each) => everywhere.has(each));
  if (meet) ports.push(['HOLDOVER_ADMIN_PORT', values.HOLDOVER_ADMIN_PORT]);
  return ports.flatMap(([key, port], at) =>
    ports
      .slice(0, at)
      .filter(([, other]) => port !== undefined && port !== 0 && other === port)
      .map(([other]) => `${other} and ${key} are both ${port}: give each a port of its own`),
  );
}

const pairs = [
  ['HOLDOVER_UPSTREAM_CLIENT_ID', 'HOLDOVER_UPSTREAM_CLIENT_SECRET'],
  ['HOLDOVER_TLS_CERT_FILE', 'HOLDOVER_TLS_KEY_FILE'],
  ['HOLDOVER_SHADOW_MODE', 'HOLDOVER_SHADOW_URL'],
  ['HOLDOVER_SHADOW_CLIENT_ID', 'HOLDOVER_SHADOW_CLIENT_SECRET'],
] as const;

/** A key, and the key without which it has no effect. */
const dependents = [
  ['HOLDOVER_UPSTREAM_AUDIENCE', 'HOLDOVER_UPSTREAM_URL'],
  ['HOLDOVER_UPSTREAM_CLIENT_ID', 'HOLDOVER_UPSTREAM_URL'],
  ['HOLDOVER_UPSTREAM_CLIENT_SECRET', 'HOLDOVER_UPSTREAM_URL'],
  ['HOLDOVER_SHADOW_URL', 'HOLDOVER_UPSTREAM_URL'],
  ['HOLDOVER_SHADOW_CLIENT_ID', 'HOLDOVER_SHADOW_URL'],
  ['HOLDOVER_SHADOW_RATE', 'HOLDOVER_SHADOW_URL'],
  ['HOLDOVER_SHADOW_CONCURRENCY', 'HOLDOVER_SHADOW_URL'],
  ['HOLDOVER_SHADOW_FILE', 'HOLDOVER_SHADOW_URL'],
  ['HOLDOVER_SHADOW_IGNORE_FILE', 'HOLDOVER_SHADOW_URL'],
  ['HOLDOVER_SHADOW_FILE_MB', 'HOLDOVER_SHADOW_FILE'],
] as const;
