import { createInTurn, type InTurn } from '../../src/pipeline/turns/in-turn.js';
import { createLocalState } from '../../src/state/local-state.js';

/** One writer at a time in this process alone. */
export function ownTurns(): InTurn {
  return createInTurn({ state: createLocalState(), lifeMs: 20_000 });
}
