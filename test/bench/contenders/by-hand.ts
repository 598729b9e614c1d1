/**
 * A typical hand-written adapter for a v1 client: the reshape of the bench's users, without holdover's other cases
 * (nulls, refused names, names of v1 in metadata). Its answers are those of holdover.
 */
import type { V2User } from '../stub/user.js';

type V1User = Record<string, unknown>;

const shownOtherwise = new Set(['user_metadata', 'app_metadata', 'last_login', 'logins_count']);

export function userByHand(user: V2User): V1User {
  const shown: V1User = {};
  for (const field in user) if (!shownOtherwise.has(field)) shown[field] = user[field];
  for (const bag of [user.app_metadata, user.user_metadata])
    for (const key in bag) if (!(key in shown)) shown[key] = bag[key];
  shown['_id'] = user.user_id.slice(user.user_id.indexOf('|') + 1);
  shown['lastLogin'] = user['last_login'];
  shown['loginsCount'] = user['logins_count'];
  return shown;
}

/** A v2 answer's text, one user or a list with or without totals, in v1's form. */
export function answerByHand(text: string): string {
  const body = JSON.parse(text) as V2User | V2User[] | { users: V2User[] };
  if (Array.isArray(body)) return JSON.stringify(body.map(userByHand));
  if (Array.isArray(body['users'])) return JSON.stringify((body['users'] as V2User[]).map(userByHand));
  return JSON.stringify(userByHand(body as V2User));
}

const rootOfV2 = new Set([
  'connection',
  'email',
  'password',
  'email_verified',
  'username',
  'name',
  'nickname',
]);

/** v1's new user in v2's form: root fields that v2 does not know go to the metadata. */
export function createByHand(text: string): string {
  const body = JSON.parse(text) as Record<string, unknown>;
  const user: Record<string, unknown> = {};
  const metadata: Record<string, unknown> = {};
  for (const field in body) (rootOfV2.has(field) ? user : metadata)[field] = body[field];
  return JSON.stringify({ ...user, app_metadata: metadata });
}
