import type { JsonObject } from '../json-value.js';

/** One way a user signs in. The user id here has no provider prefix (recorded). */
export interface Identity {
  readonly connection: string;
  readonly user_id: string;
  /** The connection's strategy. */
  readonly provider: string;
  readonly isSocial: boolean;
  /** The identity's own profile; only on secondary identities. */
  readonly profileData?: JsonObject;
  /** Shown only with `read:user_idp_tokens`. */
  readonly access_token?: string;
  readonly refresh_token?: string;
}

/** Fields that the tenant keeps about a user; absent until set (recorded). */
export interface Account {
  readonly blocked?: boolean;
  readonly last_login?: string;
  readonly last_ip?: string;
  readonly logins_count?: number;
  readonly last_password_reset?: string;
  readonly multifactor?: string[];
}

/**
 * A stored user; never changed in place. `profile` only holds fields that were set: name, nickname and picture get
 * their defaults on reading (recorded: profileData lacks the defaults).
 */
export interface UserRecord {
  /** `auth0|...`: provider, bar, bare id of the first identity. */
  readonly user_id: string;
  /** `usr_...`, if the tenant has typed ids. */
  readonly v2_id?: string;
  /** ISO with milliseconds, UTC. */
  readonly created_at: string;
  readonly updated_at: string;
  readonly profile: JsonObject;
  readonly account: Account;
  /** The first is the main identity. */
  readonly identities: readonly Identity[];
  readonly user_metadata?: JsonObject;
  readonly app_metadata?: JsonObject;
}

/** The main identity; a record always has one. */
export function mainIdentity(user: UserRecord): Identity {
  const identity = user.identities[0];
  if (identity === undefined) throw new Error(`${user.user_id} has no identity`);
  return identity;
}

/** The identity in the named connection; otherwise the main identity. */
export function identityIn(user: UserRecord, connection: string | undefined): Identity {
  return user.identities.find((one) => one.connection === connection) ?? mainIdentity(user);
}

/** The profile fields that the API can set. */
export const profileKeys: readonly string[] = [
  'email',
  'email_verified',
  'phone_number',
  'phone_verified',
  'username',
  'given_name',
  'family_name',
  'name',
  'nickname',
  'picture',
];
