import { LocalClaims } from './local-claims.js';
import type { SharedState } from './shared-state.js';

/** The state of a gateway that is one process: its own memory is all there is. */
export function createLocalState(): SharedState {
  const claims = new LocalClaims();
  let taken = 0;
  return {
    share: () => () => Promise.resolve('here-only'),
    claim: (key, lifeMs) => {
      const claim = claims.take(key, String((taken += 1)), lifeMs);
      const release = (): Promise<void> => {
        if (claim !== undefined) claims.release(claim);
        return Promise.resolve();
      };
      return Promise.resolve(claim && { release });
    },
    isTaken: (key) => Promise.resolve(claims.isTaken(key)),
    tally: () => undefined,
    text: () => undefined,
    open: () => Promise.resolve(),
    standing: () => 'not used',
    close: () => undefined,
  };
}
