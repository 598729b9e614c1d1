import { ConfigError } from './config-error.js';
import type { Config } from './config.js';
import { examineConfig, type ReadConfigOptions } from './examine-config.js';

/**
 * Reads the whole configuration, and every file it names.
 *
 * @throws ConfigError with all mistakes at once
 */
export function readConfig(options: ReadConfigOptions): Config {
  const { config, mistakes } = examineConfig(options);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return config;
}
