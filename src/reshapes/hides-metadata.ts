import { isJsonObject, type JsonObject } from './json-object.js';
import type { ReshapeContext } from './reshape.js';
import { shownNames } from './shown-names.js';
import { profileNames } from './user-to-v1.js';
import { someOf } from './some-of.js';

/** Whether metadata of a v2 user have the name of a profile field, so that the user does not show them. */
export function hidesMetadata(users: unknown, context: ReshapeContext): boolean {
  const isAnyHidden = (stored: unknown, user: JsonObject): boolean =>
    isJsonObject(stored) && shownNames(stored, context).some((name) => isHidden(name, user));
  return someOf(
    users,
    (user) => isAnyHidden(user['user_metadata'], user) || isAnyHidden(user['app_metadata'], user),
  );
}

function isHidden(name: string, user: JsonObject): boolean {
  const { always, whereSet } = profileNames;
  return always.has(name) || (whereSet.has(name) && user[name] !== undefined && user[name] !== null);
}
