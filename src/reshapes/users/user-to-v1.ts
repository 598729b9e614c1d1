import { isPlainUser } from './is-plain-user.js';
import { asJsonObject, getOwn, setOwn, type JsonObject } from '../../syntax/json-object.js';
import type { ReshapeContext } from '../reshape.js';
import { showMetadata } from '../metadata/show-metadata.js';
import { shownBag } from '../metadata/shown-bag.js';
import { v1IdOf } from './v1-id.js';

/**
 * v1's own fields of a v2 user. Absent fields are undefined, which JSON leaves out: users that all have the same
 * shape take a quarter less time to make and print. Nulls become undefined too, because v2 means "not set" and .NET
 * throws on `blocked: null`. `identities` is always a list, because .NET of summer 2014 reads it unchecked.
 */
function profileOf(user: JsonObject): JsonObject {
  const { user_id, email, email_verified, username, phone_number, name, nickname, picture } = user;
  const { given_name, family_name, gender, locale, clientID, issuer, created_at, updated_at, blocked } = user;
  const { last_login, logins_count, identities } = user;
  return {
    _id: typeof user_id === 'string' ? v1IdOf(user_id) : undefined,
    user_id: user_id ?? undefined,
    email: email ?? undefined,
    email_verified: email_verified ?? undefined,
    username: username ?? undefined,
    phone_number: phone_number ?? undefined,
    name: name ?? undefined,
    nickname: nickname ?? undefined,
    picture: picture ?? undefined,
    given_name: given_name ?? undefined,
    family_name: family_name ?? undefined,
    gender: gender ?? undefined,
    locale: locale ?? undefined,
    clientID: clientID ?? undefined,
    issuer: issuer ?? undefined,
    created_at: created_at ?? undefined,
    updated_at: updated_at ?? undefined,
    blocked: blocked ?? undefined,
    lastLogin: last_login ?? undefined,
    loginsCount: logins_count ?? undefined,
    identities: Array.isArray(identities) ? identities : [],
  };
}

const profileFields: ReadonlySet<string> = new Set(Object.keys(profileOf({})));

/** Not shown as they are: v2's spelling of the fields above, v2's metadata, and the `usr_...` id of 2015. */
const v2Spellings: ReadonlySet<string> = new Set([
  'v2_id',
  'last_login',
  'logins_count',
  'app_metadata',
  'user_metadata',
]);

/**
 * Fields that say who a user is and what the account did. Metadata never replace an absent one, because users may
 * write user_metadata themselves and .NET reads these fields as typed values. Names and picture may come from
 * metadata.
 */
const neverFromMetadata: ReadonlySet<string> = new Set([
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
  '_id',
  'identities',
]);

/** Whether the v1 user shows a profile field under this name, so that metadata of the name are hidden. */
export function isOfProfile(name: string, user: JsonObject): boolean {
  return neverFromMetadata.has(name) || (profileFields.has(name) && (user[name] ?? undefined) !== undefined);
}

/**
 * Whether the v1 user shows a further field of the v2 user under this name, such as the groups from an enterprise
 * connection, and hides user_metadata of the name: users can write those themselves and must not replace the tenant's
 * value. app_metadata and the configured `userMetadataKeys` win over it, because v1 clients write them.
 */
export function isOfTenant(name: string, user: JsonObject, context: ReshapeContext): boolean {
  if ((getOwn(user, name) ?? undefined) === undefined || profileFields.has(name)) return false;
  if (v2Spellings.has(name) || context.settings.userMetadataKeys.includes(name)) return false;
  return !Object.hasOwn(shownBag(user['app_metadata'], context), name);
}

/**
 * A v2 user as v1 showed it, with metadata merged into the root. From lowest to highest: user_metadata, fields that
 * only v2 has, app_metadata, v1's own fields.
 *
 * @param input a v2 user
 */
export function userToV1(input: unknown, context: ReshapeContext): JsonObject {
  const user = asJsonObject(input);
  const shown = profileOf(user);
  for (const key of Object.keys(user)) {
    const value = user[key];
    if (!profileFields.has(key) && !v2Spellings.has(key) && value !== null) setOwn(shown, key, value);
  }
  const bag: JsonObject = {};
  showMetadata(bag, user, context.settings.nulls);
  for (const key of Object.keys(bag)) {
    if (!isOfProfile(key, user) && !isOfTenant(key, user, context)) setOwn(shown, key, bag[key]);
  }
  return shown;
}
userToV1.copiesText = isPlainUser;
