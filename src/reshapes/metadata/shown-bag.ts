import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';
import { isOurs } from './metadata-key.js';
import type { ReshapeContext } from '../reshape.js';
import { showMetadata } from './show-metadata.js';

/** One of v2's metadata objects with v1's names. If no name is spelled differently, the object itself. */
export function shownBag(stored: unknown, { settings }: ReshapeContext): JsonObject {
  const bag = asJsonObject(stored);
  if (!Object.keys(bag).some(isOurs)) return bag;
  const shown: JsonObject = {};
  showMetadata(shown, { app_metadata: bag }, settings.nulls);
  return shown;
}
