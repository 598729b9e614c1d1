import type { EnvironmentKey } from './environment.js';

/** Keys that need, or exclude, each other; told from what was given, so that a wrong value is one mistake only. */
export function contradictions(has: (key: EnvironmentKey) => boolean): string[] {
  const faults: string[] = [];
  const upstream = has('HOLDOVER_UPSTREAM_URL');
  const certificate = has('HOLDOVER_TLS_CERT_FILE');
  const tlsPort = has('HOLDOVER_TLS_PORT');
  for (const [one, other] of pairs) {
    if (has(one) !== has(other)) faults.push(`${one} and ${other} go together`);
  }
  if (upstream && !has('HOLDOVER_TOKEN_KEY')) {
    faults.push('HOLDOVER_TOKEN_KEY is required with HOLDOVER_UPSTREAM_URL: make one with "holdover keygen"');
  }
  if (upstream && tlsPort && !certificate) {
    faults.push('HOLDOVER_TLS_PORT needs HOLDOVER_TLS_CERT_FILE and HOLDOVER_TLS_KEY_FILE');
  }
  if (upstream && !tlsPort && certificate) {
    faults.push('HOLDOVER_TLS_CERT_FILE is of no use without HOLDOVER_TLS_PORT');
  }
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

const pairs = [
  ['HOLDOVER_UPSTREAM_CLIENT_ID', 'HOLDOVER_UPSTREAM_CLIENT_SECRET'],
  ['HOLDOVER_TLS_CERT_FILE', 'HOLDOVER_TLS_KEY_FILE'],
  ['HOLDOVER_SHADOW_MODE', 'HOLDOVER_SHADOW_URL'],
  ['HOLDOVER_SHADOW_CLIENT_ID', 'HOLDOVER_SHADOW_CLIENT_SECRET'],
] as const;

/** A key, and the one without which it means nothing. */
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
