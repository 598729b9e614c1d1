import type { Config } from '../../config/config.js';
import type { Logger } from '../../observe/log/logger.js';
import { brownoutGate, type BrownoutGate } from '../../pipeline/brownouts.js';

/** Creates the gate for these brownouts; it logs how many there are and when one begins. */
export function planBrownouts(
  { brownouts }: Pick<Config, 'brownouts'>,
  { log, now }: { log: Logger; now: () => number },
): BrownoutGate | undefined {
  if (brownouts.length > 0) {
    const notOver = brownouts.filter((each) => each.to > now()).length;
    log.info('brownouts are planned', { brownouts: brownouts.length, notOver });
  }
  return brownoutGate({
    brownouts,
    now,
    chance: Math.random,
    onBegin: ({ place, reason, share }, until) => {
      log.warn('brownout: v1 requests are refused on purpose', {
        place,
        reason,
        share,
        until: new Date(until).toISOString(),
      });
    },
  });
}
