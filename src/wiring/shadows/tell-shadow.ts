import type { Config } from '../../config/config.js';
import type { Logger } from '../../observe/log/logger.js';

/** Logs who answers v1 requests: nobody should have to infer that from metrics. */
export function tellShadow({ shadow }: Pick<Config, 'shadow'>, log: Logger): void {
  if (shadow !== undefined) log.info('shadow', { mode: shadow.mode, v1: shadow.url });
}
