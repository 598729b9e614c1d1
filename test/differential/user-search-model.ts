/**
 * v1's rules for user searches, implemented a second time and independently of src: what a user has, and what a search
 * means. The tests compare the two implementations.
 */

/** The part of a v2 user that searches use. */
export interface ModelUser {
  readonly user_id: string;
  readonly identities: readonly {
    readonly connection: string;
    readonly provider: string;
    readonly user_id: string;
    readonly isSocial: boolean;
  }[];
  readonly [key: string]: unknown;
}

/** One condition of a search. */
export type Wish =
  | { readonly starts: string }
  | { readonly field: string; readonly value: string }
  | { readonly connection: string }
  | { readonly list: 'social' | 'enterprise' };

/** The users that v1 would have shown: those that meet all conditions. */
export function v1Finds<User extends ModelUser>(users: readonly User[], wishes: readonly Wish[]): User[] {
  return users.filter((user) => wishes.every((wish) => isFulfilled(user, wish)));
}

function isFulfilled(user: ModelUser, wish: Wish): boolean {
  if ('starts' in wish) {
    return [user['name'], user['email']].some(
      (text) => typeof text === 'string' && folded(text).startsWith(folded(wish.starts)),
    );
  }
  if ('connection' in wish) return user.identities.some(({ connection }) => connection === wish.connection);
  if ('list' in wish) {
    if (wish.list === 'social') return user.identities.some(({ isSocial }) => isSocial);
    return (
      user.identities.some(({ isSocial }) => !isSocial) &&
      user.identities.every(({ provider }) => provider !== 'auth0')
    );
  }
  return hasValue(user, wish.field, wish.value);
}

function hasValue(user: ModelUser, field: string, value: string): boolean {
  switch (field) {
    case 'user_id':
      return user.user_id === value;
    case '_id':
      return user.user_id === `auth0|${value}`;
    case 'connection':
      return user.identities.some(({ connection }) => connection === value);
    case 'provider':
      return user.identities.some(({ provider }) => provider === value);
    case 'isSocial':
      return user.identities.some(({ isSocial }) => String(isSocial) === value.toLowerCase());
    case 'email_verified':
    case 'blocked':
      return (user[field] === true ? 'true' : 'false') === value.toLowerCase();
    case 'loginsCount':
      return /^\d+$/.test(value) && Number(user['logins_count'] ?? 0) === Number(value);
    case 'lastLogin':
      return isWithin(user['last_login'], value);
    case 'created_at':
      return isWithin(user[field], value);
    default: {
      const text = user[field];
      return typeof text === 'string' && folded(text) === folded(value);
    }
  }
}

/** A day matches all of its moments, a moment matches itself. */
function isWithin(stored: unknown, value: string): boolean {
  if (typeof stored !== 'string') return false;
  const asDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
  return asDay ? stored.split('T')[0] === value : Date.parse(stored) === Date.parse(value);
}

/** Case is folded character by character. */
function folded(text: string): string {
  let result = '';
  for (const character of text) result += character.toLowerCase();
  return result;
}
