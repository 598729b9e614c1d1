/** The scopes of one alternative. Several are separated by spaces, as in OAuth (RFC 6749 section 3.3). */
export function scopesIn(set: string): string[] {
  return set.split(' ');
}

/** The scopes to grant for these calls: the first alternative of each call, each scope once. */
export function scopesToGrantFor(calls: readonly (readonly string[])[]): string[] {
  return [...new Set(calls.flatMap((alternatives) => alternatives.slice(0, 1).flatMap(scopesIn)))];
}
