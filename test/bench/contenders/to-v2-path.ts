/** v1's path in v2's spelling; all other paths are unchanged. */
export function toV2Path(url: string): string {
  return url.startsWith('/api/') && !url.startsWith('/api/v2/')
    ? `/api/v2/${url.slice('/api/'.length)}`
    : url;
}
