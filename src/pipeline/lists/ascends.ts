/**
 * Whether each key comes after the one before it: by UTF-16 units, as JavaScript compares, or by code points, which
 * is the order of UTF-8 bytes and of search engines. The two differ only beyond U+D7FF.
 */
export function ascends(keys: readonly string[]): boolean {
  return isInOrder(keys, (one, other) => one < other) || isInOrder(keys, hasLowerBytes);
}

function isInOrder(keys: readonly string[], isBefore: (one: string, other: string) => boolean): boolean {
  return keys.every((key, n) => n === 0 || isBefore(keys[n - 1] ?? '', key));
}

function hasLowerBytes(one: string, other: string): boolean {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;
}
