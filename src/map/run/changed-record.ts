import type { Match } from '../match/matched.js';

/**
 * The name of the record that only one request changes at a time, e.g. `user_id auth0|1`; undefined where it does not
 * matter. Slots are in v2's spelling by now: whoever writes `_id` in v1's means the same record.
 */
export function changedRecord({ route: { oneAtATime: slot }, slots }: Match): string | undefined {
  return slot === undefined ? undefined : `${slot} ${slots[slot] ?? ''}`;
}
