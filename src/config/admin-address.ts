import { ConfigError } from './config-error.js';
import type { Address } from './config.js';
import { readEnvironment } from './read-environment.js';

/**
 * Where `/livez` and `/readyz` answer, without minding the rest: for a health check in the same container. They ask
 * for no token, so that one that is wrong is left to the gateway to tell.
 *
 * @throws ConfigError
 */
export function readAdminAddress(env: NodeJS.ProcessEnv = process.env): Address {
  const { values, mistakes } = readEnvironment(env);
  const own = mistakes.filter((mistake) => /^HOLDOVER_ADMIN_(?!TOKEN)/.test(mistake));
  if (own.length > 0) throw new ConfigError(own);
  return { host: values.HOLDOVER_ADMIN_HOST, port: values.HOLDOVER_ADMIN_PORT };
}
