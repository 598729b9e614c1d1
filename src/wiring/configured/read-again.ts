import { ConfigError } from '../../config/config-error.js';
import type { Config } from '../../config/config.js';
import { readConfigured } from './read-configured.js';

/**
 * Reads the configuration again. The environment itself cannot change, but the files that it names can.
 *
 * @throws ConfigError with all mistakes at once
 */
export function readAgain({ redisUrl }: Config): ReturnType<typeof readConfigured> {
  const next = readConfigured();
  if (next.config.redisUrl === redisUrl) return next;
  throw new ConfigError(['HOLDOVER_REDIS_URL: another Redis is taken at the next start only']);
}
