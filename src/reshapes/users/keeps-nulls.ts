import { isPlainUser } from './is-plain-user.js';
import { asJsonObject } from '../../syntax/json-object.js';
import { isInForce, isNullMarker } from '../metadata/kept-nulls.js';
import { isOurs, markedName } from '../metadata/metadata-key.js';
import { namesIn } from '../metadata/names-in.js';
import type { ReshapeContext } from '../reshape.js';

/** Names in a v2 user's metadata under which v1 is shown nulls that v2 does not store. */
export function keepsNulls(users: unknown, { settings }: ReshapeContext): readonly string[] {
  if (settings.nulls === 'drop') return [];
  return namesIn(users, ({ app_metadata, user_metadata }) => [
    ...markedIn(app_metadata),
    ...markedIn(user_metadata),
  ]);
}
keepsNulls.copiesText = isPlainUser;

function markedIn(stored: unknown): readonly string[] {
  const bag = asJsonObject(stored);
  const names: string[] = [];
  for (const key of Object.keys(bag)) {
    const name = isOurs(key) ? markedName(key) : undefined;
    const marker = bag[key];
    if (name !== undefined && isNullMarker(marker) && isInForce(marker, bag, name)) names.push(name);
  }
  return names;
}
