import { eachOf } from './each-of.js';
import { asJsonObject } from './json-object.js';
import { showMetadata } from './show-metadata.js';
import type { JsonObject } from './json-object.js';
import type { ReshapeContext } from './reshape.js';

/** Whether a name stands in both of a v2 user's metadata objects: v1's one bag shows the one on top. */
export function holdsNamesTwice(users: unknown, { settings }: ReshapeContext): boolean {
  return eachOf(users).some(({ app_metadata, user_metadata }) => {
    const below: JsonObject = {};
    const above: JsonObject = {};
    if (Object.keys(asJsonObject(user_metadata)).length === 0) return false;
    showMetadata(below, { user_metadata }, settings.nulls);
    showMetadata(above, { app_metadata }, settings.nulls);
    return Object.keys(below).some((name) => Object.hasOwn(above, name));
  });
}
