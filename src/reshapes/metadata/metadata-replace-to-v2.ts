import { asJsonObject, setOwn, type JsonObject } from '../../syntax/json-object.js';
import { metadataInput } from './metadata-input.js';
import { isRefused, markedName, shownKey } from './metadata-key.js';
import type { ReshapeContext } from '../reshape.js';
import { isUser, mergeBags, patchBody } from './store-metadata.js';
import type { MetadataBody } from './store-metadata.js';

/**
 * v1's PUT metadata: replaces the whole bag. v2 only merges, so that every old key that is absent from the new bag is
 * set to null.
 *
 * v1's bag shows both of v2's objects, so that keys of user_metadata are removed too. A key of user_metadata that the
 * new bag keeps is written to app_metadata, which wins, and also stays in user_metadata: apps that read it there
 * still find it. A user with an id_token replaces only user_metadata.
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
  // v2 answers 400 to a refused key of app_metadata even if it is to be removed: such keys from v1's time stay.
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
