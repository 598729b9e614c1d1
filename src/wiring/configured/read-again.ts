import { ConfigError } from '../../config/config-error.js';
import type { Current } from '../run.js';
import { readConfigured } from './read-configured.js';
import { renewed } from './surroundings.js';

/**
 * Reads the configuration again. The environment itself cannot change, but the files that it names can.
 *
 * @throws ConfigError with all mistakes at once
 */
export function readAgain({ config, around }: Pick<Current, 'config' | 'around'>): Current {
  const next = readConfigured();
  if (next.config.redisUrl === config.redisUrl) return { ...next, around: renewed(around, next.config) };
  throw new ConfigError(['HOLDOVER_REDIS_URL: another Redis is taken at the next start only']);
}
