type Segments = readonly (string | undefined)[];

/** Whether a path that no line matches is v1's all the same. */
export type Claims = (segments: Segments) => boolean;

/**
 * Compiles the prefixes of `passthrough.yaml`. They are compared segment by segment and with their letter case,
 * in the path as it stands and in what a server would make of it (`//`, `.`, `..`), so that a v1 path in disguise
 * does not pass through. `/api/v2` as it stands is never v1.
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

/** RFC 3986 section 5.2.4, with empty segments left out. Encoded slashes part segments here as well. */
function resolveDots(segments: Segments): Segments {
  const resolved: (string | undefined)[] = [];
  for (const segment of segments.flatMap((each) => each?.split('/') ?? [undefined])) {
    if (segment === '..') resolved.pop();
    else if (segment !== '' && segment !== '.') resolved.push(segment);
  }
  return resolved;
}
