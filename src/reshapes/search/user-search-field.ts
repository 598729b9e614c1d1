import { getOwn } from '../../syntax/json-object.js';

/**
 * How a field is compared.
 *
 * - `name`: as a whole, ignoring case, in v1 and in v2 (facts v2, 8a)
 * - `text`: the same in v1; v2 is case-sensitive (v1 said so of Google's usernames)
 * - `id`: case-sensitively in both
 * - `unlisted`: v1 may have known the field; v2 is not known to index it. Metadata were not searchable
 */
export type TextType = 'name' | 'text' | 'id' | 'unlisted';

export type UserSearchField =
  | { readonly type: TextType; readonly path: string }
  /** `whenAbsent`: the value that an absent key stands for; undefined if every user has the key. */
  | { readonly type: 'flag'; readonly path: string; readonly whenAbsent: false | undefined }
  /** An absent key is 0. */
  | { readonly type: 'count'; readonly path: string }
  | { readonly type: 'time'; readonly path: string };

const types: Readonly<Record<string, Exclude<UserSearchField['type'], 'flag' | 'unlisted'>>> = {
  email: 'name',
  name: 'name',
  given_name: 'name',
  family_name: 'name',
  nickname: 'name',
  username: 'text',
  phone_number: 'text',
  picture: 'text',
  user_id: 'id',
  'identities.connection': 'id',
  'identities.provider': 'id',
  'identities.user_id': 'id',
  logins_count: 'count',
  last_login: 'time',
  created_at: 'time',
  updated_at: 'time',
};

const flags: Readonly<Record<string, false | undefined>> = {
  email_verified: false,
  phone_verified: false,
  blocked: false,
  'identities.isSocial': undefined,
};

/** v1's names of fields that v2 names differently. */
const v2Names: Readonly<Record<string, string>> = {
  _id: 'user_id',
  lastLogin: 'last_login',
  loginsCount: 'logins_count',
  connection: 'identities.connection',
  provider: 'identities.provider',
  isSocial: 'identities.isSocial',
};

/** The search field for a name of v1's or v2's. */
export function userSearchField(name: string): UserSearchField {
  const path = getOwn(v2Names, name) ?? name;
  if (Object.hasOwn(flags, path)) return { type: 'flag', path, whenAbsent: flags[path] };
  return { type: getOwn(types, path) ?? 'unlisted', path };
}
