import { asJsonObject, setOwn } from './json-object.js';
import type { JsonObject } from './json-object.js';
import { metadataInput } from './metadata-input.js';
import { isRefused, markedName, shownKey } from './metadata-key.js';
import type { ReshapeContext } from './reshape.js';
import { isUser, mergeBags, patchBody } from './store-metadata.js';
import type { MetadataBody } from './store-metadata.js';

/**
 * v1's PUT metadata: the bag becomes this one. v2 only merges, so every old key that goes is set to null.
 *
 * The bag that v1 shows is both of v2's objects, so keys of user_metadata go too. One that the new bag keeps is
 * written to app_metadata, on top, and stays below as it is: apps that read it in user_metadata still find it.
 * A user replaces what stands in user_metadata, and no more.
 *
 * @param input `{ metadata, user }`: the v1 body, and the v2 user as read just before
 * @returns the body of `PATCH /api/v2/users/{id}`
 * @throws GatewayError `input-invalid`
 */
export function metadataReplaceToV2(input: unknown, context: ReshapeContext): MetadataBody {
  const { metadata, user } = asJsonObject(input);
  const next = metadataInput(metadata);
  const old = asJsonObject(user);
  const bags = mergeBags(next, context);
  const kept = (name: string): boolean =>
    Object.hasOwn(next, name) && !(context.settings.nulls === 'drop' && next[name] === null);
  // v2 answers 400 to a refused key of app_metadata even when it is to go: such leftovers of v1's days stay.
  if (!isUser(context)) removeOld(bags.app, asJsonObject(old['app_metadata']), (key) => !isRefused(key));
  removeOld(bags.user, asJsonObject(old['user_metadata']), (key) => !kept(nameOf(key)));
  return patchBody(bags, context);
}

function removeOld(bag: JsonObject, old: JsonObject, goes: (stored: string) => boolean): void {
  for (const key of Object.keys(old)) {
    if (!Object.hasOwn(bag, key) && goes(key)) setOwn(bag, key, null);
  }
}

function nameOf(stored: string): string {
  return markedName(stored) ?? shownKey(stored, 'first');
}
