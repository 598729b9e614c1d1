import { ConfigError } from './config-error.js';
import type { Address } from './config.js';
import { readEnvironment } from './read-environment.js';

/**
 * Reads where `/livez` and `/readyz` answer, and ignores mistakes in other keys: for a health check in the same
 * container. These paths ask for no token, so a wrong token is left to the gateway to report.
 *
 * @throws ConfigError
 */
export function readAdminAddress(env: NodeJS.ProcessEnv = process.env): Address {
  const { values, mistakes } = readEnvironment(env);
  const own = mistakes.filter((mistake) => /^HOLDOVER_ADMIN_(?!TOKEN)/.test(mistake));
  if (own.length > 0) throw new ConfigError(own);
  return { host: values.HOLDOVER_ADMIN_HOST, port: values.HOLDOVER_ADMIN_PORT };
}
