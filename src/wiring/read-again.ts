import { ConfigError } from '../config/config-error.js';
import type { Config } from '../config/config.js';
import { readConfigured } from './read-configured.js';

/**
 * The configuration as it is now. Of the environment only what stands in files can have changed since the start.
 *
 * @throws ConfigError with all mistakes at once
 */
export function readAgain({ redisUrl }: Config): ReturnType<typeof readConfigured> {
  const next = readConfigured();
  if (next.config.redisUrl === redisUrl) return next;
  throw new ConfigError(['HOLDOVER_REDIS_URL: another Redis is taken at the next start only']);
}
