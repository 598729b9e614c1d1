/** The scopes of one alternative: those needed together are parted by spaces, as OAuth writes them (RFC 6749 section 3.3). */
export function scopesIn(set: string): string[] {
  return set.split(' ');
}

/** What to grant for calls: of each the first alternative that it names, each scope once. */
export function scopesToGrantFor(calls: readonly (readonly string[])[]): string[] {
  return [...new Set(calls.flatMap((alternatives) => alternatives.slice(0, 1).flatMap(scopesIn)))];
}
