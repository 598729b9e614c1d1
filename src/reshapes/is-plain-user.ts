import { asJsonObject } from './json-object.js';
import { isOurs } from './metadata-key.js';

/** What is nested deeper is taken for not plain: recursion has an end, and a v1 body has a hundred levels at most. */
const deepest = 200;

/**
 * Whether a v2 user, or each of a list, has nothing beyond ASCII where v1's form depends on the text: in the user_id, of
 * which `_id` is made, and in the names of metadata, which losses tell of; and no name that holdover spells in its own
 * way, for names and fingerprints are made of those.
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

/** At every depth; false where there are more levels than that. */
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
