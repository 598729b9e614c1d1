import { asJsonObject } from '../../syntax/json-object.js';
import { isTaken, profileFields } from './user-create-to-v2.js';

/** Fields that no user shows as they were sent, so that leaving them out loses nothing. */
const neverShown: ReadonlySet<string> = new Set(['password', 'user_id']);

/** Null or empty profile fields of a new v1 user, which v2 does not accept and v1 showed. */
export function leavesOutFields(body: unknown): readonly string[] {
  return Object.entries(asJsonObject(body))
    .filter(([key, value]) => profileFields.has(key) && !neverShown.has(key) && !isTaken(key, value))
    .map(([key]) => key);
}
