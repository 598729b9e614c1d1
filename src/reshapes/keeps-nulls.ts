import { eachOf } from './each-of.js';
import { asJsonObject } from './json-object.js';
import { isNullMarker } from './kept-nulls.js';
import { isOurs, markedName } from './metadata-key.js';
import type { ReshapeContext } from './reshape.js';

/** Whether nulls are kept in a v2 user's metadata that v2 itself does not hold. */
export function keepsNulls(users: unknown, { settings }: ReshapeContext): boolean {
  if (settings.nulls === 'drop') return false;
  return eachOf(users)
    .flatMap(({ app_metadata, user_metadata }) => [asJsonObject(app_metadata), asJsonObject(user_metadata)])
    .some((bag) =>
      Object.keys(bag).some((key) => isOurs(key) && markedName(key) !== undefined && isNullMarker(bag[key])),
    );
}
