import { eachOf } from './each-of.js';
import type { JsonObject } from './json-object.js';
import type { ReshapeContext } from './reshape.js';
import { shownNames } from './shown-names.js';
import { profileNames } from './user-to-v1.js';

/** Whether metadata of a v2 user have the name of a profile field, so that the user does not show them. */
export function hidesMetadata(users: unknown, context: ReshapeContext): boolean {
  return eachOf(users).some((user) =>
    [user['user_metadata'], user['app_metadata']].some((bag) =>
      shownNames(bag, context).some((name) => isHidden(name, user)),
    ),
  );
}

function isHidden(name: string, user: JsonObject): boolean {
  const { always, whereSet } = profileNames;
  return always.has(name) || (whereSet.has(name) && user[name] !== undefined && user[name] !== null);
}
