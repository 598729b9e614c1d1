import type { Logger } from '../../observe/log/logger.js';
import { UsageLedger, type UsageStore } from '../../observe/usage/usage-ledger.js';

/** Opens the usage ledger: it reads the earlier counts and counts from now on. */
export function openUsage(store: UsageStore, log: Logger): UsageLedger {
  const ledger = new UsageLedger({
    store,
    onRefusing: (reason) => {
      log.warn('usage counts wait until they can be kept', { reason });
    },
    onTaking: () => {
      log.info('usage counts are kept again');
    },
    onLost: (requests, reason) => {
      log.warn('usage counts are lost, for they could not be kept before the end', { requests, reason });
    },
  });
  ledger.open();
  return ledger;
}
