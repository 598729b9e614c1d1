import { isPlainUser } from './is-plain-user.js';
import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';
import type { ReshapeContext } from '../reshape.js';
import { showMetadata } from '../metadata/show-metadata.js';

/**
 * v1's metadata bag alone: user_metadata below app_metadata, in v1's spelling, with the nulls that v1 stored.
 *
 * @param input a v2 user
 */
export function metadataToV1(input: unknown, context: ReshapeContext): JsonObject {
  const bag: JsonObject = {};
  showMetadata(bag, asJsonObject(input), context.settings.nulls);
  return bag;
}
metadataToV1.copiesText = isPlainUser;
