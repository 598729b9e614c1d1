import { asJsonObject } from './json-object.js';
import type { JsonObject } from './json-object.js';
import { isOurs } from './metadata-key.js';
import type { ReshapeContext } from './reshape.js';
import { showMetadata } from './show-metadata.js';

/** The names under which one of v2's metadata objects is shown; its values are looked at only where a name hides there. */
export function shownNames(stored: unknown, { settings }: ReshapeContext): string[] {
  const keys = Object.keys(asJsonObject(stored));
  if (!keys.some(isOurs)) return keys;
  const shown: JsonObject = {};
  showMetadata(shown, { app_metadata: stored }, settings.nulls);
  return Object.keys(shown);
}
