/** v1's path as v2 spells it; v2's own and all others stay. */
export function toV2Path(url: string): string {
  return url.startsWith('/api/') && !url.startsWith('/api/v2/')
    ? `/api/v2/${url.slice('/api/'.length)}`
    : url;
}
