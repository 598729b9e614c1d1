import { asJsonObject, listOf } from '../../syntax/json-object.js';
import { pagingToV2, type Paging } from './paging-to-v2.js';

/** A page of a list, and the page after it. */
export interface ListPage {
  readonly items: readonly unknown[];
  readonly next: { readonly page: number; readonly cursor?: string } | undefined;
}

/**
 * A page of a list that v2 returns as a whole.
 *
 * @param input `{ list, page?, per_page? }`; the default is the whole list
 */
export function pageOfList(input: unknown): ListPage {
  const { list, ...paging } = asJsonObject(input);
  const items = listOf(list);
  const all = Math.max(items.length, 1);
  return pageOf(items, pagingToV2({ ...paging, default: all, max: all }));
}

export function pageOf(items: readonly unknown[], { page, per_page: perPage }: Paging): ListPage {
  const end = (page + 1) * perPage;
  return {
    items: items.slice(end - perPage, end),
    next: end < items.length ? { page: page + 1 } : undefined,
  };
}
