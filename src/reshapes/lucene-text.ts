/** A value as a quoted Lucene text, which is compared as a whole. */
export function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

/** Everything that is neither a letter, a digit nor a mark of a script gets a backslash, spaces included. */
export function escaped(value: string): string {
  return value.replace(/[^\p{L}\p{N}\p{M}_@.]/gu, '\\$&');
}
