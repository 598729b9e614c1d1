import { eachOf } from './each-of.js';
import type { ReshapeContext } from './reshape.js';
import { shownNames } from './shown-names.js';

/** Whether a name stands in both of a v2 user's metadata objects: v1's one bag shows the one on top. */
export function holdsNamesTwice(users: unknown, context: ReshapeContext): boolean {
  return eachOf(users).some(({ app_metadata, user_metadata }) => {
    const below = shownNames(user_metadata, context);
    if (below.length === 0) return false;
    const above = new Set(shownNames(app_metadata, context));
    return below.some((name) => above.has(name));
  });
}
