import { asJsonObject } from '../../syntax/json-object.js';

/** v2 of 2015 lists only the first 10,000 users (facts: section 8b). */
const ceiling = 10_000;

/**
 * Whether a page of users reaches or passes the last user that v2 of 2015 shows.
 *
 * @param input `{ list?, listed? }`: the page asked of v2, absent if no list was asked for, and v2's list with its
 *   `total`
 */
export function endsAt10000(input: unknown): boolean {
  const { list, listed } = asJsonObject(input);
  const { page, per_page } = asJsonObject(list);
  const { total } = asJsonObject(listed);
  const start = Number(page) * Number(per_page);
  return start >= ceiling || (start + Number(per_page) >= ceiling && Number(total) >= ceiling);
}
