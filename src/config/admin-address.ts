import type { Address } from './config.js';
import { readOwnKeys } from './read-environment.js';

/**
 * Reads where `/livez` and `/readyz` answer, and ignores mistakes in other keys: for a health check in the same
 * container. These paths ask for no token, so a wrong token is left to the gateway to report.
 *
 * @throws ConfigError
 */
export function readAdminAddress(env: NodeJS.ProcessEnv = process.env): Address {
  const { HOLDOVER_ADMIN_HOST: host, HOLDOVER_ADMIN_PORT: port } = readOwnKeys(
    env,
    /^HOLDOVER_ADMIN_(?!TOKEN)/,
  );
  return { host, port };
}
