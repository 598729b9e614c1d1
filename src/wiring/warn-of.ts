import type { Config } from '../config/config.js';
import type { Logger } from '../observe/log/logger.js';

/** Logs warnings on settings that should be corrected but do not stop the start. */
export function warnOf({ upstream, publicUrl, tls, clients }: Config, log: Logger): void {
  if (upstream !== undefined && publicUrl === undefined) {
    log.warn('without HOLDOVER_PUBLIC_URL paging links and tickets lead to whatever host the request names');
  }
  if (clients?.list.length === 0) {
    log.warn('The clients file lists nobody: no client gets a v1 token', { file: clients.file });
  }
  if (tls !== undefined && Date.now() > tls.validTo) {
    const expired = new Date(tls.validTo).toISOString();
    log.warn('The certificate has expired: clients will not take it', { file: tls.certFile, expired });
  }
}
