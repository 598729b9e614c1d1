type Segments = readonly (string | undefined)[];

/** Whether a path that matches no line nevertheless belongs to v1. */
export type Claims = (segments: Segments) => boolean;

/**
 * Compiles the prefixes of `passthrough.yaml`. They are compared by segment and case-sensitively, both with the path
 * as sent and with the path as a server would normalise it (`//`, `.`, `..`), so that a disguised v1 path does not
 * pass through. A path that begins with `/api/v2` as sent never belongs to v1.
 */
export function createClaims(prefixes: readonly string[]): Claims {
  const claims = prefixes.map((prefix) => prefix.split('/').filter((part) => part !== ''));
  const isClaimed = (segments: Segments): boolean =>
    claims.some((claim) => claim.length <= segments.length && claim.every((part, n) => part === segments[n]));
  return (segments) => {
    if (segments[0] === 'api' && segments[1] === 'v2') return false;
    return isClaimed(segments) || isClaimed(resolveDots(segments));
  };
}

/** RFC 3986 section 5.2.4, without empty segments. Encoded slashes separate segments here as well. */
function resolveDots(segments: Segments): Segments {
  const resolved: (string | undefined)[] = [];
  for (const segment of segments.flatMap((each) => each?.split('/') ?? [undefined])) {
    if (segment === '..') resolved.pop();
    else if (segment !== '' && segment !== '.') resolved.push(segment);
  }
  return resolved;
}
