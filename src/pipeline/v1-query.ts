import { setOwn } from '../syntax/json-object.js';
import { credentialKeys, readRawQuery } from '../syntax/raw-query.js';
import type { V1Request } from './exchange.js';

/** The query as the map sees it, without credentials. */
export function queryForMap(raw: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [key, value] of readRawQuery(raw)) {
    if (!credentialKeys.has(key)) setOwn(query, key, value);
  }
  return query;
}

/**
 * What a paging link is bound to: the path and the query without credentials. Both are normalised, because clients
 * re-encode the URLs that they follow.
 */
export function targetOf({ path, query }: Pick<V1Request, 'path' | 'query'>): string {
  return `${withoutSlashes(path)}?${encodedPairs(queryForMap(query)).sort().join('&')}`;
}

/** Path and query of another page of the same list. It must hold no comma, because .NET splits `Link` on commas. */
export function pathOfPage({ path, query }: Pick<V1Request, 'path' | 'query'>, page: number): string {
  const pairs = encodedPairs({ ...queryForMap(query), page: String(page) });
  return `${path}?${pairs.join('&')}`.replaceAll(',', '%2C');
}

function encodedPairs(query: Readonly<Record<string, string>>): string[] {
  return Object.entries(query).map(
    ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`,
  );
}

/** A loop, because a pattern that ends in `$` rescans each run of slashes from each of its slashes. */
function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}
