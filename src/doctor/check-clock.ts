import { skewS } from '../tokens/id-token.js';
import type { TenantCheck } from './tenant-check.js';
import { wordOf } from '../errors/word-of.js';

/** Checks that the clocks of the tenant and this machine differ by no more than the skew allowed for tokens. */
export const checkClock: TenantCheck = async ({ readClock, now }) => {
  const check = 'clock';
  try {
    const theirs = await readClock();
    if (theirs === undefined) {
      return { check, verdict: 'unknown', sentence: 'The tenant does not say what time it is.' };
    }
    const aheadS = Math.round((theirs - now()) / 1000);
    if (Math.abs(aheadS) <= skewS) {
      return { check, verdict: 'well', sentence: `It is less than ${skewS} s apart from the tenant's.` };
    }
    const apart = `${Math.abs(aheadS)} s ${aheadS > 0 ? 'behind' : 'ahead of'}`;
    const sentence = `This machine's clock is ${apart} the tenant's: set it, or tokens are taken for expired or for not yet valid.`;
    return { check, verdict: 'wrong', sentence };
  } catch (error) {
    const sentence = `The tenant's clock cannot be read (${wordOf(error)}): see whether HOLDOVER_UPSTREAM_URL is the tenant's.`;
    return { check, verdict: 'wrong', sentence };
  }
};
