import { asJsonObject } from '../../syntax/json-object.js';

/** `page` counts from 0. */
export interface Paging {
  readonly page: number;
  readonly per_page: number;
}

/**
 * v1's paging parameters with defaults and limits. No known page size was refused by v1, which gave as many items as
 * it could.
 *
 * @param input `{ page?, per_page?, default?, max? }`; the entry states v1's default page size (100 if absent) and
 *   the largest (500 if absent)
 */
export function pagingToV2(input: unknown): Paging {
  const { page, per_page, default: usual, max } = asJsonObject(input);
  const largest = wholeOr(max, 500);
  return {
    page: within(wholeOr(page, 0), 0, Number.MAX_SAFE_INTEGER),
    per_page: within(wholeOr(per_page, wholeOr(usual, 100)), 1, largest),
  };
}

function wholeOr(value: unknown, otherwise: number): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? Math.trunc(number) : otherwise;
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
