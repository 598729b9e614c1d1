import { isPlainUser } from './is-plain-user.js';
import { asJsonObject, isJsonObject, setOwn } from './json-object.js';
import type { JsonObject } from './json-object.js';
import type { ReshapeContext } from './reshape.js';
import { showMetadata } from './show-metadata.js';
import { v1IdOf } from './v1-id.js';

/** v1's own profile fields that v2 spells the same way. */
const sameInBoth = [
  'user_id',
  'email',
  'email_verified',
  'username',
  'phone_number',
  'name',
  'nickname',
  'picture',
  'given_name',
  'family_name',
  'gender',
  'locale',
  'clientID',
  'issuer',
  'created_at',
  'updated_at',
  'blocked',
] as const;

/**
 * Fields that say who a user is and what the account did. Metadata never stand in for an absent one: users may
 * write user_metadata themselves, and .NET reads these into typed fields. Names and picture metadata may supply.
 */
const neverFromMetadata = [
  'user_id',
  'email',
  'email_verified',
  'username',
  'phone_number',
  'clientID',
  'lastLogin',
  'loginsCount',
  'created_at',
  'updated_at',
  'blocked',
] as const;

/** Under these names the root of a user shows no metadata: `always`, or where the profile has such a field. */
export const profileNames = {
  always: new Set<string>([...neverFromMetadata, '_id', 'identities']),
  whereSet: new Set<string>(sameInBoth),
} as const;

/** What the first loop leaves to the others, and the `usr_...` of 2015, which v1 did not know. */
const placedLater: ReadonlySet<string> = new Set([
  ...sameInBoth,
  'identities',
  '_id',
  'v2_id',
  'lastLogin',
  'last_login',
  'loginsCount',
  'logins_count',
  'app_metadata',
  'user_metadata',
]);

/**
 * A v2 user as v1 showed it, with the metadata merged into the root: v2-only fields lowest, then user_metadata,
 * app_metadata, and v1's own fields on top. Null fields are left out: `blocked: null` throws in .NET, and v2 means
 * "not set" by it. `identities` is always a list: .NET of summer 2014 reads it unasked.
 *
 * @param input a v2 user
 */
export function userToV1(input: unknown, context: ReshapeContext): JsonObject {
  const user = asJsonObject(input);
  const shown: JsonObject = {};
  for (const key of Object.keys(user)) {
    if (!placedLater.has(key)) setUnlessNull(shown, key, user[key]);
  }
  if (hasMetadata(user)) {
    showMetadata(shown, user, context.settings.nulls);
    for (const key of neverFromMetadata) removeOwn(shown, key);
    removeOwn(shown, '_id');
  }
  if (typeof user['user_id'] === 'string') shown['_id'] = v1IdOf(user['user_id']);
  for (const key of sameInBoth) setUnlessNull(shown, key, user[key]);
  setUnlessNull(shown, 'lastLogin', user['last_login']);
  setUnlessNull(shown, 'loginsCount', user['logins_count']);
  shown['identities'] = Array.isArray(user['identities']) ? user['identities'] : [];
  return shown;
}
userToV1.copiesText = isPlainUser;

function hasMetadata({ user_metadata, app_metadata }: JsonObject): boolean {
  return isJsonObject(user_metadata) || isJsonObject(app_metadata);
}

/** Asked first: an object from which anything is deleted is slow from then on, and there are 500 in a list. */
function removeOwn(target: JsonObject, key: string): void {
  if (Object.hasOwn(target, key)) Reflect.deleteProperty(target, key);
}

function setUnlessNull(target: JsonObject, key: string, value: unknown): void {
  if (value !== null && value !== undefined) setOwn(target, key, value);
}
