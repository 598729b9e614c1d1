/**
 * The longest search text, in UTF-16 units. No name, address or id is longer. A longer text finds nobody and is not
 * sent, because v2 refuses long URLs (414).
 */
export const longestText = 1024;

/** A value as a quoted Lucene text, which is compared as a whole. */
export function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

/** Puts a backslash before every character, including spaces, that is not a letter, digit or mark of a script. */
export function escaped(value: string): string {
  return value.replace(/[^\p{L}\p{N}\p{M}_@.]/gu, '\\$&');
}

/** One term that holds if any of the terms does. */
export function anyOf(terms: readonly string[]): string {
  return terms.length === 1 ? terms.join('') : `(${terms.join(' OR ')})`;
}
