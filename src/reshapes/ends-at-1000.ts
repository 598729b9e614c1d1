import { asJsonObject } from './json-object.js';

/** v2 shows the first 1000 items of a list and no more. */
export const ceiling = 1000;

/**
 * Whether a page of a list is the last one that v2 shows, or stands behind it.
 *
 * @param input `{ page, per_page, items? }`: the page counts from 0; `items` are those on it, a full page unless told;
 *   or `{ each: [...] }`, several of them
 */
export function endsAt1000(input: unknown): boolean {
  const { each, page, per_page, items } = asJsonObject(input);
  if (Array.isArray(each)) return each.some(endsAt1000);
  const start = Number(page) * Number(per_page);
  const length = Array.isArray(items) ? items.length : Number(per_page);
  return start >= ceiling || start + length >= ceiling;
}
