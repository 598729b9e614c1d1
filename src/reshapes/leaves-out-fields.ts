import { asJsonObject } from './json-object.js';
import { isTaken, profileFields } from './user-create-to-v2.js';

/** Whether a new user of v1 has null or empty profile fields, which v2 does not take. */
export function leavesOutFields(body: unknown): boolean {
  return Object.entries(asJsonObject(body)).some(
    ([key, value]) => profileFields.has(key) && !isTaken(key, value),
  );
}
