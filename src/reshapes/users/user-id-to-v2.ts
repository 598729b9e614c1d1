import { userIdOf } from './v1-id.js';

/**
 * Reads a `{user_id}` slot. v1 accepted `provider|id` and the `_id` of the user object.
 *
 * @param input the decoded slot
 * @returns `provider|id`
 */
export function userIdToV2(input: unknown): string {
  return userIdOf(input as string);
}
