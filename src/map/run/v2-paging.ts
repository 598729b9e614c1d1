/** v2 answers at most 100 items a call. */
export const upstreamPageSize = 100;
/** v2 refuses to page past the first 1000 items of a query, unless the map says otherwise. */
export const upstreamCeiling = 1000;
/** Smallest page of a list with a key, so that a wrong order is noticed even if only one or two items are wanted. */
export const leastAsked = 10;

/** v2's paging parameters. */
export function pageQuery(page: number, size: number): [string, string][] {
  return [
    ['page', String(page)],
    ['per_page', String(size)],
    ['include_totals', 'true'],
  ];
}

/** The parameters for the items after a checkpoint. */
export function checkpointQuery(from: string | undefined, take: number): [string, string][] {
  const query: [string, string][] = [['take', String(take)]];
  if (from !== undefined) query.unshift(['from', from]);
  return query;
}

/** A page of a v1 list, which may hold more than v2 gives in one call. */
export interface V1Page {
  readonly page: number;
  readonly perPage: number;
  /** How many items v2 gives of one query; default `upstreamCeiling`. */
  readonly ceiling?: number | undefined;
}

/** The first v2 page that has items of this v1 page, and the size of v2's pages. */
export function firstV2Page({ page, perPage, ceiling = upstreamCeiling }: V1Page): {
  readonly number: number;
  readonly size: number;
} {
  const first = page * perPage;
  // Pages of 100 end exactly at the ceiling. Another size might cross it, which v2 refuses.
  const fits = perPage <= upstreamPageSize && first + perPage <= ceiling;
  const size = fits ? perPage : upstreamPageSize;
  return { number: Math.floor(first / size), size };
}
