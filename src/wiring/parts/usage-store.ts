import type { Config } from '../../config/config.js';
import type { Logger } from '../../observe/log/logger.js';
import { openUsageFile } from '../../observe/usage/usage-file.js';
import { memoryUsage, mostRows, type UsageStore } from '../../observe/usage/usage-ledger.js';
import { usageTally } from '../../observe/usage/usage-tally.js';
import type { SharedState } from '../../state/shared-state.js';

export interface UsageParts {
  readonly config: Pick<Config, 'usageFile'>;
  readonly state: Pick<SharedState, 'tally'>;
  readonly log: Logger;
}

/** Opens the usage store: in the shared state, in a file, or in memory. */
export async function usageStore({
  config: { usageFile: path },
  state,
  log,
}: UsageParts): Promise<UsageStore> {
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
