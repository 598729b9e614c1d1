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

/** Where the link to the next page leads, if there is one. */
export function nextLink(header: string | undefined): string | undefined {
  return linksIn(header).find(({ rel }) => rel === 'next')?.url;
}

/** Whether a paging link has a seal, so that v1 clients follow it without a token (facts v1, section 3). */
export function isSealed(url: string): boolean {
  return (readRawQuery(splitTarget(url).query).get('bewit') ?? '') !== '';
}

/**
 * By rel, why v1's SDKs cannot read or follow a paging link; nothing for a good link (facts v1, section 3 and
 * section 11, no. 4).
 *
 * @param sealed rels whose link needs a seal, because v1's has one
 */
export function linkFaults(
  header: string | undefined,
  sealed: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const links = linksIn(header);
  const faultsOf = ({ rel, url, quoted, more }: PagingLink): string[] => [
    ...(/^https?:\/\/[^/?]/i.test(url) ? [] : ['not absolute']),
    ...(url.includes(',') ? ['a comma in its URL'] : []),
    ...(quoted ? [] : ['its rel has no quotes']),
    ...(more ? ['a quoted parameter after its rel'] : []),
    ...(links.filter((each) => each.rel === rel).length > 1 ? ['more than one of this rel'] : []),
    ...(sealed.has(rel) && !isSealed(url) ? ['no seal'] : []),
  ];
  return new Map(links.map((link) => [link.rel, faultsOf(link)]));
}

/** The rels of the links that have a seal. */
export function sealedRels(header: string | undefined): ReadonlySet<string> {
  const sealed = linksIn(header).filter(({ url }) => isSealed(url));
  return new Set(sealed.map(({ rel }) => rel));
}

interface PagingLink {
  readonly rel: string;
  readonly url: string;
  readonly quoted: boolean;
  /** Whether a parameter in quotes follows. */
  readonly more: boolean;
}

function linksIn(header: string | undefined): PagingLink[] {
  const found = (header ?? '').matchAll(/<([^>]*)>[^,]*?;\s*rel=("?)([^",;]+)"?(\s*;[^,]*?="|)/g);
  return [...found]
    .map(([, url = '', quote, rel = '', more]) => ({ rel, url, quoted: quote === '"', more: more !== '' }))
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
