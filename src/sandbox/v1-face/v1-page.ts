import type { JsonObject } from '../json-value.js';
import type { V1Answer, V1Call } from './v1-operation.js';

/** node's README says 100; ruby asks for 500. No source names a limit (facts v1, sections 3 and 12). */
const usual = 100;
const most = 500;

/** One page of a list as a bare array, and the query of the next page if there is one. */
export function v1Page(items: readonly JsonObject[], { query }: V1Call): V1Answer {
  const page = wholeNumber(query['page']) ?? 0;
  const perPage = Math.min(most, wholeNumber(query['per_page']) || usual);
  const start = page * perPage;
  const body = items.slice(start, start + perPage);
  if (start + perPage >= items.length) return { body };
  return { body, next: { ...query, per_page: String(perPage), page: String(page + 1) } };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
