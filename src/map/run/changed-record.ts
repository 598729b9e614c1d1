import type { Match } from '../match/matched.js';

/**
 * The name of the record that only one request may change at a time, e.g. `user_id auth0|1`; undefined if there is no
 * limit. Slots are already in v2's spelling, so that a v1 `_id` names the same record.
 */
export function changedRecord({ route: { oneAtATime: slot }, slots }: Match): string | undefined {
  return slot === undefined ? undefined : `${slot} ${slots[slot] ?? ''}`;
}
