import { ConfigError } from './config-error.js';
import { readEnvironment } from './read-environment.js';

/**
 * Reads the token of the operator's port, and ignores other keys: for a command on the operator's machine. Undefined:
 * none is asked for.
 *
 * @throws ConfigError
 */
export function readAdminToken(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { values, mistakes } = readEnvironment(env);
  const own = mistakes.filter((mistake) => mistake.startsWith('HOLDOVER_ADMIN_TOKEN'));
  if (own.length > 0) throw new ConfigError(own);
  return values.HOLDOVER_ADMIN_TOKEN;
}
