import { asJsonObject } from '../../syntax/json-object.js';
import { isOurs } from '../metadata/metadata-key.js';

/** Anything nested deeper counts as not plain, so that the recursion ends. A v1 body has a hundred levels at most. */
const deepest = 200;

/**
 * Whether a v2 user, or every user of a list, can be translated undecoded. The user_id, from which `_id` is made, and
 * the names of metadata, which losses report, must be ASCII. No name may be one that holdover spells in its own way,
 * because v1's names and the fingerprints are computed from these.
 */
export function isPlainUser(user: unknown): boolean {
  return Array.isArray(user) ? user.every(isPlainRecord) : isPlainRecord(user);
}

function isPlainRecord(user: unknown): boolean {
  const { user_id, app_metadata, user_metadata } = asJsonObject(user);
  return (
    (typeof user_id !== 'string' || isAscii(user_id)) &&
    hasPlainNames(app_metadata, deepest) &&
    hasPlainNames(user_metadata, deepest)
  );
}

/** Checks all levels; false if there are more than `levels`. */
function hasPlainNames(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.every((item) => hasPlainNames(item, levels - 1));
  for (const name in value) {
    if (isOurs(name) || !isAscii(name)) return false;
    if (!hasPlainNames((value as Record<string, unknown>)[name], levels - 1)) return false;
  }
  return true;
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}
