const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Length of a Mongo id in hex, the `_id` of v1's database users. An id of this length is never decoded. */
const mongoIdLength = 24;

/**
 * `_id` of the v1 user object, which v2 does not have. For database users it is the part after `auth0|`, which in v1
 * was the Mongo id. For all others it is the user_id's UTF-8 bytes in lower-case hex, because `_id` may not hold `|`.
 *
 * @param userId v2's user_id, `provider|id`
 * @returns an id that `userIdOf` reads back
 */
export function v1IdOf(userId: string): string {
  const bare = userId.startsWith('auth0|') ? userId.slice('auth0|'.length) : '';
  if (bare !== '' && userIdOf(bare) === userId) return bare;
  const hex = Buffer.from(userId, 'utf8').toString('hex');
  // Twelve bytes would look like a Mongo id, so that a NUL byte is put in front.
  const id = hex.length === mongoIdLength ? `00${hex}` : hex;
  // A lone surrogate or an empty provider does not survive, and such an id stays as it is. v2 makes no such user_id.
  return userIdOf(id) === userId ? id : userId;
}

/** The other form that v2 of 2015 gave a user's id (facts v2, section 6). */
const typedId = /^usr_[A-Za-z0-9]+$/;

export function isTypedUserId(id: string): boolean {
  return typedId.test(id);
}

/**
 * v2's user_id for an id from a v1 client: `provider|id` and `usr_...` stay, anything else is read as an `_id`.
 *
 * @returns `provider|id`, or `usr_...`
 */
export function userIdOf(id: string): string {
  if (id.includes('|') || isTypedUserId(id)) return id;
  return decodeHex(id) ?? `auth0|${id}`;
}

function decodeHex(id: string): string | undefined {
  if (id.length === mongoIdLength || id.length % 2 !== 0 || !/^[0-9a-f]+$/.test(id)) return undefined;
  const bytes = Buffer.from(id, 'hex');
  const padded = bytes.length === mongoIdLength / 2 + 1 && bytes[0] === 0;
  try {
    const text = utf8.decode(padded ? bytes.subarray(1) : bytes);
    return /^[^|]+\|/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
