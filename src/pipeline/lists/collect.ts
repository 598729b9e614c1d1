import { firstV2Page, pageQuery, upstreamCeiling, type V1Page } from '../../map/run/v2-paging.js';
import { listIn } from './list-in.js';

/** What a page of a v1 list is made from. */
export interface Collected {
  readonly items: readonly unknown[];
  /** Number of items in the whole list, if v2 was asked for a page by its number. */
  readonly total?: number;
  /** The v1 page after this one, and the key after which it begins; undefined when nothing more remains. */
  readonly next: { readonly page: number; readonly cursor?: string } | undefined;
}

/**
 * Gathers one v1 page, which may hold more than v2 gives in one call.
 *
 * @param ask makes one v2 call with these paging parameters and returns its body, `{ total, <items>: [] }`
 */
export async function collect(
  { page, perPage, ceiling = upstreamCeiling }: V1Page,
  ask: (query: [string, string][]) => Promise<unknown>,
): Promise<Collected & { readonly total: number }> {
  const first = page * perPage;
  if (first >= ceiling) return { items: [], total: 0, next: undefined };
  const { number: from, size } = firstV2Page({ page, perPage, ceiling });
  const head = readPage(await ask(pageQuery(from, size)));
  const end = Math.min(first + perPage, head.total, ceiling);
  const rest = [];
  for (let next = from + 1; next * size < end; next += 1) rest.push(ask(pageQuery(next, size)));
  const pages = [head, ...(await Promise.all(rest)).map(readPage)];
  const items = pages.flatMap((each) => each.items).slice(first - from * size, first - from * size + perPage);
  const more = first + perPage < Math.min(head.total, ceiling);
  return { items, total: head.total, next: more ? { page: page + 1 } : undefined };
}

export interface Page {
  readonly items: unknown[];
  readonly total: number;
}

/**
 * Reads `{ start, limit, total, users: [...] }`, or a bare array.
 *
 * @throws GatewayError `upstream-unreadable` for anything else
 */
export function readPage(body: unknown): Page {
  const items = listIn(body);
  const { total } = body as { readonly total?: unknown };
  return { items, total: typeof total === 'number' ? total : items.length };
}
