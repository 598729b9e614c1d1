import { wordOf } from '../../errors/word-of.js';
import type { Logger } from '../../observe/log/logger.js';

/** Wraps `obtain` and logs why no token comes: once per reason, however often it is called. */
export function tellingObtain(
  obtain: () => Promise<unknown>,
  log: Pick<Logger, 'warn' | 'info'>,
): () => Promise<unknown> {
  let told: string | undefined;
  return async () => {
    try {
      await obtain();
      if (told !== undefined) log.info('The tenant gives a v2 token to the service client now');
      told = undefined;
    } catch (error) {
      const reason = wordOf(error);
      if (reason !== told) {
        log.warn('Not ready: no v2 token for the service client; "holdover doctor" says what to do', {
          reason,
        });
      }
      told = reason;
      throw error;
    }
  };
}
