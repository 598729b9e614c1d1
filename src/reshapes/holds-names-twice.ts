import { isJsonObject } from './json-object.js';
import type { ReshapeContext } from './reshape.js';
import { shownNames } from './shown-names.js';
import { someOf } from './some-of.js';

/** Whether a name stands in both of a v2 user's metadata objects: v1's one bag shows the one on top. */
export function holdsNamesTwice(users: unknown, context: ReshapeContext): boolean {
  return someOf(users, ({ app_metadata, user_metadata }) => {
    if (!isJsonObject(app_metadata) || !isJsonObject(user_metadata)) return false;
    const below = shownNames(user_metadata, context);
    const above = new Set(shownNames(app_metadata, context));
    return below.some((name) => above.has(name));
  });
}
