import { asJsonObject } from './json-object.js';
import { isNullMarker } from './kept-nulls.js';
import { isOurs, markedName } from './metadata-key.js';
import type { ReshapeContext } from './reshape.js';
import { someOf } from './some-of.js';

/** Whether nulls are kept in a v2 user's metadata that v2 itself does not hold. */
export function keepsNulls(users: unknown, { settings }: ReshapeContext): boolean {
  if (settings.nulls === 'drop') return false;
  return someOf(
    users,
    ({ app_metadata, user_metadata }) => hasMarker(app_metadata) || hasMarker(user_metadata),
  );
}

function hasMarker(stored: unknown): boolean {
  const bag = asJsonObject(stored);
  return Object.keys(bag).some(
    (key) => isOurs(key) && markedName(key) !== undefined && isNullMarker(bag[key]),
  );
}
