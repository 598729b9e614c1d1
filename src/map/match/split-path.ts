const slash = 47;

/**
 * Splits a raw path and decodes each segment once. Trailing slashes are dropped, because clients send both forms.
 *
 * @returns undefined if this is not a path; a segment is undefined if its percent-encoding is broken
 */
export function splitPath(path: string): (string | undefined)[] | undefined {
  if (path.charCodeAt(0) !== slash) return undefined;
  let end = path.length;
  while (end > 1 && path.charCodeAt(end - 1) === slash) end -= 1;
  if (end === 1) return [];
  const segments: (string | undefined)[] = path.slice(1, end).split('/');
  if (!path.includes('%')) return segments;
  return segments.map((segment) => decodeSegment(segment as string));
}

function decodeSegment(segment: string): string | undefined {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
