import { asJsonObject } from './json-object.js';
import { isOurs } from './metadata-key.js';

/**
 * Whether a v2 user has nothing beyond ASCII where v1's form depends on the text: in the user_id, of which `_id` is made,
 * and in the names of metadata, which losses tell of; and no name that holdover spells in its own way, for names and
 * fingerprints are made of those.
 */
export function isPlainUser(user: unknown): boolean {
  const { user_id, app_metadata, user_metadata } = asJsonObject(user);
  return (
    (typeof user_id !== 'string' || isAscii(user_id)) &&
    hasPlainNames(app_metadata) &&
    hasPlainNames(user_metadata)
  );
}

/** At every depth. */
function hasPlainNames(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(hasPlainNames);
  for (const name in value) {
    if (isOurs(name) || !isAscii(name) || !hasPlainNames((value as Record<string, unknown>)[name]))
      return false;
  }
  return true;
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}
