import { credentialKeys, readRawQuery } from '../../syntax/raw-query.js';
import { splitTarget } from '../../syntax/split-target.js';

/** v1 clients do not page by other links, such as `successor-version`. */
const pagingRels: ReadonlySet<string> = new Set(['next', 'prev', 'first', 'last']);

/**
 * The targets of the paging links in a `Link` header, by rel: path and query in one spelling. Without the host,
 * which differs between the sides, and without the seal, which is never the same twice.
 */
export function pagingLinks(header: string | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(linksIn(header).map(({ rel, url }) => [rel, targetOf(url)]));
}

/** By rel, what in a paging link v1's SDKs cannot read; empty for a good link (facts v1, section 3). */
export function linkForms(header: string | undefined): Readonly<Record<string, string>> {
  const links = linksIn(header);
  const formOf = ({ rel, url, quoted }: PagingLink): string =>
    [
      /^https?:\/\/[^/?]/i.test(url) ? '' : 'not absolute',
      quoted ? '' : 'its rel has no quotes',
      links.filter((each) => each.rel === rel).length > 1 ? 'more than one of this rel' : '',
    ]
      .filter((fault) => fault !== '')
      .join(', ');
  return Object.fromEntries(links.map((link) => [link.rel, formOf(link)]));
}

interface PagingLink {
  readonly rel: string;
  readonly url: string;
  readonly quoted: boolean;
}

function linksIn(header: string | undefined): PagingLink[] {
  const found = (header ?? '').matchAll(/<([^>]*)>[^,]*?;\s*rel=("?)([^",;]+)/g);
  return [...found]
    .map(([, url = '', quote, rel = '']) => ({ rel, url, quoted: quote === '"' }))
    .filter(({ rel }) => pagingRels.has(rel));
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
