import { readOwnKeys } from './read-environment.js';

/**
 * Reads the token of the operator's port, and ignores other keys: for a command on the operator's machine. Undefined:
 * none is asked for.
 *
 * @throws ConfigError
 */
export function readAdminToken(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return readOwnKeys(env, /^HOLDOVER_ADMIN_TOKEN/).HOLDOVER_ADMIN_TOKEN;
}
