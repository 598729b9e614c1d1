import { createHash } from 'node:crypto';
import type { JsonObject } from '../json-value.js';
import { textAt, without } from '../json-value.js';
import type { Identity, UserRecord } from './user-record.js';

const idpTokens = ['access_token', 'refresh_token'] as const;

/** A user in v2's form: fields that were never set are absent; name, nickname and picture have defaults. */
export function userView(user: UserRecord): JsonObject {
  return {
    created_at: user.created_at,
    ...profileView(user.profile),
    identities: user.identities.map((identity) => ({ ...identity })),
    updated_at: user.updated_at,
    user_id: user.user_id,
    ...(user.v2_id === undefined ? {} : { v2_id: user.v2_id }),
    ...user.account,
    ...(user.user_metadata === undefined ? {} : { user_metadata: user.user_metadata }),
    ...(user.app_metadata === undefined ? {} : { app_metadata: user.app_metadata }),
  };
}

/** The view without the identity providers' tokens, for callers without `read:user_idp_tokens`. */
export function withoutIdpTokens(view: JsonObject): JsonObject {
  const identities = view['identities'];
  if (!Array.isArray(identities)) return view;
  return {
    ...view,
    identities: identities.map((identity) => {
      return without(identity as JsonObject, idpTokens);
    }),
  };
}

/** Recorded: link and unlink return every identity with profileData, the main identity first. */
export function identitiesView(user: UserRecord): JsonObject[] {
  return user.identities.map((identity, index) => {
    const profileData = index === 0 ? user.profile : (identity.profileData ?? {});
    return { profileData, ...identityFacts(identity) };
  });
}

/** Recorded 2019-2025: name = e-mail, nickname = its local part, picture = gravatar. */
function profileView(profile: JsonObject): JsonObject {
  const email = textAt(profile, 'email');
  const name =
    textAt(profile, 'name') ?? email ?? textAt(profile, 'phone_number') ?? textAt(profile, 'username');
  if (name === undefined) return profile;
  const nickname = email?.split('@')[0];
  return {
    name,
    ...(nickname === undefined ? {} : { nickname }),
    picture: gravatar(email ?? name, name),
    ...profile,
  };
}

function identityFacts(identity: Identity): JsonObject {
  const { connection, user_id, provider, isSocial } = identity;
  return { connection, user_id, provider, isSocial };
}

function gravatar(hashed: string, name: string): string {
  const digest = createHash('md5').update(hashed.toLowerCase()).digest('hex');
  const fallback = encodeURIComponent(`https://cdn.auth0.com/avatars/${initials(name)}.png`);
  return `https://s.gravatar.com/avatar/${digest}?s=480&r=pg&d=${fallback}`;
}

/** Recorded: `ru` for rubytest-username, `he` for henderson. Two words give their first letters. */
function initials(name: string): string {
  // Split by code point: half a surrogate pair is not valid in a URL.
  const [first = [], second] = name
    .toLowerCase()
    .split(/\s+/)
    .map((word) => Array.from(word));
  return [first[0], second === undefined ? first[1] : second[0]].join('');
}
