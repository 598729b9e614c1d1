import type { Environment } from './environment.js';

const demoTlsPort = 8443;

/** The keys whose default depends on another key; given values stay. */
export function derivedDefaults({
  HOLDOVER_TLS_PORT,
  HOLDOVER_UPSTREAM_AUDIENCE,
  HOLDOVER_UPSTREAM_URL: url,
}: Environment): Pick<Environment, 'HOLDOVER_TLS_PORT' | 'HOLDOVER_UPSTREAM_AUDIENCE'> {
  const demo = url === undefined;
  return {
    HOLDOVER_TLS_PORT: HOLDOVER_TLS_PORT ?? (demo ? demoTlsPort : undefined),
    HOLDOVER_UPSTREAM_AUDIENCE: HOLDOVER_UPSTREAM_AUDIENCE ?? (demo ? undefined : `${url}/api/v2/`),
  };
}
