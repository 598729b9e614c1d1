/**
 * The spelling of metadata keys in v2. Every key that holdover adds starts with `_v1`: `_v1_<encoded>` is a key that
 * v2 would refuse, `_v1null_<encoded>` the marker of a key's nulls.
 */
const ours = '_v1';
const underscore = ours.charCodeAt(0);
const escaped = '_v1_';
const marker = '_v1null_';

/** Set to null if there is nothing to write, because v2 reads `{}` as "remove the whole object". */
export const noopKey = '_v1noop';

/** Names that v2 refuses at the first level of app_metadata (official: metadata field names and data types). */
const refused: ReadonlySet<string> = new Set([
  '__tenant',
  '_id',
  'blocked',
  'clientID',
  'created_at',
  'email_verified',
  'email',
  'globalClientID',
  'global_client_id',
  'identities',
  'lastIP',
  'lastLogin',
  'loginsCount',
  'metadata',
  'multifactor_last_modified',
  'multifactor',
  'updated_at',
  'user_id',
]);

export type Level = 'first' | 'nested';

/** Whether v2 would refuse the unescaped key at the first level of app_metadata. */
export function isRefused(key: string): boolean {
  return refused.has(key) || isUnfit(key);
}

/** Whether the stored key is one of holdover's own spellings, or looks like one. */
export function isOurs(stored: string): boolean {
  return stored.charCodeAt(0) === underscore && stored.startsWith(ours);
}

/** The key under which v2 stores v1's key `name`. */
export function storedKey(name: string, level: Level): string {
  const escape = isOurs(name) || isUnfit(name) || (level === 'first' && refused.has(name));
  return escape ? escaped + percentEncode(name) : name;
}

/** v1's name of the stored key. A key that holdover did not write is shown as it is. */
export function shownKey(stored: string, level: Level): string {
  if (!stored.startsWith(escaped)) return stored;
  const name = percentDecode(stored.slice(escaped.length));
  return name !== undefined && storedKey(name, level) === stored ? name : stored;
}

/** The key of the marker that keeps the nulls of first-level key `name`, in the same bag. */
export function markerKey(name: string): string {
  return marker + percentEncode(name);
}

/** Whether the stored key is a marker's. No v1 name is stored under such a key. */
export function isMarkerKey(stored: string): boolean {
  return stored.startsWith(marker);
}

/** The first-level key whose nulls the stored key marks; undefined if it is not a marker. */
export function markedName(stored: string): string | undefined {
  if (!stored.startsWith(marker)) return undefined;
  const name = percentDecode(stored.slice(marker.length));
  return name !== undefined && markerKey(name) === stored ? name : undefined;
}

/** v2 refuses dots and a leading `$`, MongoDB refuses NUL; not every JSON reader preserves `''` and `__proto__`. */
function isUnfit(key: string): boolean {
  return key === '' || key === '__proto__' || key.startsWith('$') || key.includes('.') || key.includes('\0');
}

/** Percent-encodes as in RFC 3986, and also the dot. A lone surrogate has no UTF-8 form and stays as it is. */
function percentEncode(name: string): string {
  // A shortcut: most names need no encoding.
  if (/^[\w-]*$/.test(name)) return name;
  return Array.from(name, (char) => (/^\p{Surrogate}$/u.test(char) ? char : encodeURIComponent(char)))
    .join('')
    .replaceAll('.', '%2E');
}

function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
