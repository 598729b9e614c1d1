import { asJsonObject } from './json-object.js';
import { isTaken, profileFields } from './user-create-to-v2.js';

/** No user shows these as they were sent: left out, nobody misses them. */
const neverShown: ReadonlySet<string> = new Set(['password', 'user_id']);

/** Null or empty profile fields of a new user of v1, which v2 does not take and v1 showed. */
export function leavesOutFields(body: unknown): readonly string[] {
  return Object.entries(asJsonObject(body))
    .filter(([key, value]) => profileFields.has(key) && !neverShown.has(key) && !isTaken(key, value))
    .map(([key]) => key);
}
