/** The scopes of one alternative: those needed together are parted by spaces, as OAuth writes them (RFC 6749 section 3.3). */
export function scopesIn(set: string): string[] {
  return set.split(' ');
}
