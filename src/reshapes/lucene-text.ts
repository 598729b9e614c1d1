/**
 * No name, address or id is longer, in UTF-16 units: what is longer finds nobody, and is not sent, because v2
 * refuses long URLs (414).
 */
export const longestText = 1024;

/** A value as a quoted Lucene text, which is compared as a whole. */
export function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

/** Everything that is neither a letter, a digit nor a mark of a script gets a backslash, spaces included. */
export function escaped(value: string): string {
  return value.replace(/[^\p{L}\p{N}\p{M}_@.]/gu, '\\$&');
}

/** The terms as one that holds if any of them does. */
export function anyOf(terms: readonly string[]): string {
  return terms.length === 1 ? terms.join('') : `(${terms.join(' OR ')})`;
}
