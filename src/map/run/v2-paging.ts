/** v2 answers at most 100 items a call. */
export const upstreamPageSize = 100;
/** ... and refuses to page past the first 1000 of a query, unless the map says otherwise. */
export const upstreamCeiling = 1000;
/** Of a list in the order of a key: a tenant in another order is found out on a page of one or two as well. */
export const leastAsked = 10;

/** v2's paging parameters, in its words. */
export function pageQuery(page: number, size: number): [string, string][] {
  return [
    ['page', String(page)],
    ['per_page', String(size)],
    ['include_totals', 'true'],
  ];
}

/** A page of a v1 list, which may hold more than v2 gives in one call. */
export interface V1Page {
  readonly page: number;
  readonly perPage: number;
  /** Items that v2 gives of one query; default `upstreamCeiling`. */
  readonly ceiling?: number | undefined;
}

/** The first page of v2 that has items of this page of v1, and how large v2's pages are to be. */
export function firstV2Page({ page, perPage, ceiling = upstreamCeiling }: V1Page): {
  readonly number: number;
  readonly size: number;
} {
  const first = page * perPage;
  // Pages of 100 end at the ceiling exactly; another size might reach over it, which v2 refuses.
  const fits = perPage <= upstreamPageSize && first + perPage <= ceiling;
  const size = fits ? perPage : upstreamPageSize;
  return { number: Math.floor(first / size), size };
}
