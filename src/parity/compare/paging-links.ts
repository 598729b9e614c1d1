import { credentialKeys, readRawQuery } from '../../syntax/raw-query.js';
import { splitTarget } from '../../syntax/split-target.js';

/** The others, such as `successor-version`, are nothing that a v1 client pages by. */
const pagingRels: ReadonlySet<string> = new Set(['next', 'prev', 'first', 'last']);

/**
 * What the paging links of a `Link` header ask for, by their rel: path and query in one spelling. Without the host,
 * which each side has its own of, and without the seal, which is never the same twice.
 */
export function pagingLinks(header: string | undefined): Readonly<Record<string, string>> {
  const links: Record<string, string> = {};
  for (const [, url, rel] of (header ?? '').matchAll(/<([^>]*)>[^,]*?;\s*rel="?([^",;]+)"?/g)) {
    if (url !== undefined && rel !== undefined && pagingRels.has(rel)) links[rel] = targetOf(url);
  }
  return links;
}

function targetOf(url: string): string {
  const target = url.replace(/^https?:\/\/[^/?]*/i, '');
  if (!target.includes('?')) return target;
  const { path, query } = splitTarget(target);
  const pairs = [...readRawQuery(query)].filter(([key]) => !credentialKeys.has(key));
  return `${path}?${pairs
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join('&')}`;
}
