import { asJsonObject } from './json-object.js';
import { isTaken, profileFields } from './user-create-to-v2.js';

/** Null or empty profile fields of a new user of v1, which v2 does not take. */
export function leavesOutFields(body: unknown): readonly string[] {
  return Object.entries(asJsonObject(body))
    .filter(([key, value]) => profileFields.has(key) && !isTaken(key, value))
    .map(([key]) => key);
}
