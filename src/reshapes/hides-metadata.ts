import { isPlainUser } from './is-plain-user.js';
import type { JsonObject } from './json-object.js';
import { namesIn } from './names-in.js';
import type { ReshapeContext } from './reshape.js';
import { shownBag } from './shown-bag.js';
import { profileNames } from './user-to-v1.js';

/** Names of a profile field that metadata of a v2 user have, too, so that the user does not show them. */
export function hidesMetadata(users: unknown, context: ReshapeContext): readonly string[] {
  return namesIn(users, (user) => {
    const hidden: string[] = [];
    for (const stored of [user['user_metadata'], user['app_metadata']])
      for (const name of Object.keys(shownBag(stored, context))) if (isHidden(name, user)) hidden.push(name);
    return hidden;
  });
}
hidesMetadata.copiesText = isPlainUser;

function isHidden(name: string, user: JsonObject): boolean {
  const { always, whereSet } = profileNames;
  return always.has(name) || (whereSet.has(name) && user[name] !== undefined && user[name] !== null);
}
