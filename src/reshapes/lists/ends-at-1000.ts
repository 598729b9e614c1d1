import { asJsonObject } from '../../syntax/json-object.js';

/** v2 shows only the first 1000 items of a list. */
export const ceiling = 1000;

/**
 * Whether a page of a list reaches or passes the last item that v2 shows.
 *
 * @param input `{ page, per_page, items? }`: the page counts from 0; `items` are those on it, a full page if absent;
 *   or `{ each: [...] }`, several of these
 */
export function endsAt1000(input: unknown): boolean {
  const { each, page, per_page, items } = asJsonObject(input);
  if (Array.isArray(each)) return each.some(endsAt1000);
  const start = Number(page) * Number(per_page);
  const length = Array.isArray(items) ? items.length : Number(per_page);
  return start >= ceiling || start + length >= ceiling;
}
