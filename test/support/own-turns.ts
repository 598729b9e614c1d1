import { createRecordLock, type WithRecordLock } from '../../src/pipeline/locks/record-lock.js';
import { createLocalState } from '../../src/state/local-state.js';

/** One writer at a time in this process alone. */
export function ownTurns(): WithRecordLock {
  return createRecordLock({ state: createLocalState(), lifeMs: 20_000 });
}
