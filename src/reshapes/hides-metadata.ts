import { isJsonObject, type JsonObject } from './json-object.js';
import { namesIn } from './names-in.js';
import type { ReshapeContext } from './reshape.js';
import { shownNames } from './shown-names.js';
import { profileNames } from './user-to-v1.js';

/** Names of a profile field that metadata of a v2 user have, too, so that the user does not show them. */
export function hidesMetadata(users: unknown, context: ReshapeContext): readonly string[] {
  const hiddenIn = (stored: unknown, user: JsonObject): readonly string[] =>
    isJsonObject(stored) ? shownNames(stored, context).filter((name) => isHidden(name, user)) : [];
  return namesIn(users, (user) => [
    ...hiddenIn(user['user_metadata'], user),
    ...hiddenIn(user['app_metadata'], user),
  ]);
}

function isHidden(name: string, user: JsonObject): boolean {
  const { always, whereSet } = profileNames;
  return always.has(name) || (whereSet.has(name) && user[name] !== undefined && user[name] !== null);
}
