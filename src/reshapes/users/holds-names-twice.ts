import { isPlainUser } from './is-plain-user.js';
import { namesIn } from '../metadata/names-in.js';
import type { ReshapeContext } from '../reshape.js';
import { shownBag } from '../metadata/shown-bag.js';

/** Names in both of a v2 user's metadata objects. v1's one bag shows only the value of app_metadata. */
export function holdsNamesTwice(users: unknown, context: ReshapeContext): readonly string[] {
  return namesIn(users, ({ app_metadata, user_metadata }) => {
    const above = shownBag(app_metadata, context);
    return Object.keys(shownBag(user_metadata, context)).filter((name) => Object.hasOwn(above, name));
  });
}
holdsNamesTwice.copiesText = isPlainUser;
