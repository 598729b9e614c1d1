import type { Config } from '../config/config.js';
import type { Logger } from '../observe/logger.js';
import { openUsageFile } from '../observe/usage-file.js';
import { memoryUsage, mostRows, UsageLedger, type UsageStore } from '../observe/usage-ledger.js';
import { usageTally } from '../observe/usage-tally.js';
import type { SharedState } from '../state/shared-state.js';

export interface UsageParts {
  readonly config: Pick<Config, 'usageFile'>;
  readonly state: Pick<SharedState, 'tally'>;
  readonly log: Logger;
}

/** The ledger of who still calls what, with what is known from before; it counts from now on. */
export async function openUsage({ config, state, log }: UsageParts): Promise<UsageLedger> {
  const ledger = new UsageLedger({
    store: await storeFor({ config, state, log }),
    onRefusing: (reason) => {
      log.warn('usage counts wait until they can be kept', { reason });
    },
    onTaking: () => {
      log.info('usage counts are kept again');
    },
  });
  ledger.open();
  return ledger;
}

async function storeFor({ config: { usageFile: path }, state, log }: UsageParts): Promise<UsageStore> {
  const tally = state.tally('usage', mostRows);
  if (tally !== undefined) return usageTally(tally);
  if (path === undefined) return memoryUsage();
  return openUsageFile({
    path,
    onFault: (sentence, reason) => {
      log.warn(sentence, { file: path, reason });
    },
    onMended: () => {
      log.info('the usage file is written again', { file: path });
    },
    onShared: () => {
      log.warn('another process writes the usage file, too: it has the counts of both', { file: path });
    },
  });
}
