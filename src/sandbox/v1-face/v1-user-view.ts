import { createHash } from 'node:crypto';
import { textAt, without, type JsonObject } from '../json-value.js';
import type { V1User } from './v1-store.js';

/** Metadata with these names is only shown in the metadata: the profile wins (facts v1, 12 no. 8). */
const reserved =
  `_id user_id email email_verified username phone_number identities clientID lastLogin loginsCount
  created_at updated_at blocked`.split(/\s+/);

/** Metadata with these names replaces the profile's value (facts v1, 12 no. 8). */
const overridable = ['name', 'nickname', 'picture'] as const;

/** A user in v1's form: the metadata is merged into the root, and not shown under a name of its own (seed). */
export function v1UserView(user: V1User): JsonObject {
  const { _id, user_id, identities, metadata, created_at, updated_at } = user;
  const own = { ...profileOf(user), ...user.account };
  const overriding = Object.fromEntries(
    overridable.filter((key) => Object.hasOwn(metadata, key)).map((key) => [key, metadata[key] ?? null]),
  );
  return {
    ...without(metadata, reserved),
    _id,
    ...own,
    ...overriding,
    identities: [...identities],
    user_id,
    created_at,
    updated_at,
  };
}

/** The profile with its defaults, as in the examples (facts v1, appendix B). */
export function profileOf({ profile }: V1User): JsonObject {
  const email = textAt(profile, 'email');
  const name =
    textAt(profile, 'name') ?? email ?? textAt(profile, 'phone_number') ?? textAt(profile, 'username') ?? '';
  return {
    name,
    ...(email === undefined ? {} : { nickname: email.split('@')[0] ?? email }),
    picture: gravatar(email ?? name),
    ...profile,
  };
}

function gravatar(address: string): string {
  return `https://secure.gravatar.com/avatar/${createHash('md5').update(address.toLowerCase()).digest('hex')}?s=480`;
}
