import { isPlainUser } from './is-plain-user.js';
import { namesIn } from '../metadata/names-in.js';
import type { ReshapeContext } from '../reshape.js';
import { shownBag } from '../metadata/shown-bag.js';
import { isOfProfile, isOfTenant } from './user-to-v1.js';

/** Names of metadata that the v1 user does not show, because a field of the v2 user has the same name. */
export function hidesMetadata(users: unknown, context: ReshapeContext): readonly string[] {
  return namesIn(users, (user) => {
    const hidden: string[] = [];
    for (const name of Object.keys(shownBag(user['user_metadata'], context)))
      if (isOfProfile(name, user) || isOfTenant(name, user, context)) hidden.push(name);
    for (const name of Object.keys(shownBag(user['app_metadata'], context)))
      if (isOfProfile(name, user)) hidden.push(name);
    return hidden;
  });
}
hidesMetadata.copiesText = isPlainUser;
