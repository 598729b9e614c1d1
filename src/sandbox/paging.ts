import type { FieldRule } from './field-rule.js';
import { anyBoolean, anyText } from './field-rule.js';
import type { JsonObject } from './json-value.js';
import { numberAt, textAt } from './json-value.js';
import type { V2Answer, V2Call } from './operation.js';
import { V2Error } from './v2-error.js';

/** The offset parameters that every list accepts. */
export const offsetQuery = {
  page: { type: 'integer', minimum: 0 },
  per_page: { type: 'integer', minimum: 0, maximum: 100 },
  include_totals: anyBoolean,
} as const satisfies Record<string, FieldRule>;

/** The checkpoint parameters. */
export const checkpointQuery = {
  from: anyText,
  take: { type: 'integer', minimum: 1, maximum: 100 },
} as const satisfies Record<string, FieldRule>;

/** `fields` and `include_fields`. */
export const projectionQuery = { fields: anyText, include_fields: anyBoolean } as const satisfies Record<
  string,
  FieldRule
>;

/** Number and size of one offset page. */
export interface OffsetPage {
  readonly page: number;
  readonly perPage: number;
}

/** The list that an endpoint pages over. */
export interface PagedList {
  /** The envelope's key, e.g. `users`. */
  readonly key: string;
  /** All items from the first one; items after the page may be missing if `total` gives their number. */
  readonly items: readonly JsonObject[];
  readonly total?: number;
  /** Converts an item of the page for the answer; by default items stay as they are. */
  readonly show?: (item: JsonObject) => JsonObject;
  /** Whether the envelope has `length` (recorded: for users, logs and clients). */
  readonly withLength?: boolean;
  /** Whether an array answer carries a Link header (recorded: clients, connections, user logs; not users). */
  readonly withLink?: boolean;
}

/** The default is 50 records (facts: sections 2 and 6). */
export function offsetPage(query: JsonObject): OffsetPage {
  return { page: numberAt(query, 'page') ?? 0, perPage: numberAt(query, 'per_page') ?? 50 };
}

/** Answers an array, or with include_totals an envelope of start, limit and total. */
export function offsetAnswer(call: V2Call, list: PagedList): V2Answer {
  const { page, perPage } = offsetPage(call.query);
  const total = list.total ?? list.items.length;
  const start = page * perPage;
  const slice = list.items.slice(start, start + perPage);
  const shown = list.show === undefined ? slice : slice.map(list.show);
  if (call.query['include_totals'] === true) {
    const length = list.withLength === true ? { length: shown.length } : {};
    const body = { start, limit: perPage, ...length, total, [list.key]: shown };
    return { status: 200, body };
  }
  const link = list.withLink === true ? { headers: { link: linkHeader(call, total) } } : {};
  return { status: 200, body: shown, ...link };
}

/**
 * A checkpoint page: `{"<key>":[...],"next":"..."}`; the last page has no `next`. The cursor is the position in
 * base64url, so that callers do not compute one.
 *
 * @throws V2Error 400 `invalid_query_string` for an invalid cursor
 */
export function checkpointAnswer(query: JsonObject, list: PagedList): V2Answer {
  const start = openCursor(textAt(query, 'from'));
  const end = start + (numberAt(query, 'take') ?? 50);
  const next = end < list.items.length ? { next: sealCursor(end) } : {};
  return { status: 200, body: { [list.key]: list.items.slice(start, end), ...next } };
}

/** Applies `fields` and `include_fields`; `kept` holds the keys that the real API always sends. */
export function project(record: JsonObject, query: JsonObject, kept: readonly string[] = []): JsonObject {
  const asked = textAt(query, 'fields');
  if (asked === undefined || asked === '') return record;
  const names = new Set(asked.split(',').map((name) => name.trim()));
  const wanted = query['include_fields'] !== false;
  return Object.fromEntries(
    Object.entries(record).filter(([key]) => names.has(key) === wanted || (wanted && kept.includes(key))),
  );
}

/** Recorded 2018-2021: RFC 5988 with http URLs; keeps the order of the query, and adds page and per_page. */
function linkHeader(call: V2Call, total: number): string {
  const { page, perPage } = offsetPage(call.query);
  const last = Math.max(0, Math.ceil(total / Math.max(1, perPage)) - 1);
  const target = (to: number): string => {
    const query = new URLSearchParams(
      Object.entries(call.query).map(([name, value]): [string, string] => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    );
    query.set('page', String(to));
    query.set('per_page', String(perPage));
    return `<${call.origin}${call.path}?${query.toString()}>`;
  };
  const parts = [`${target(0)}; rel="first"`];
  if (page > 0) parts.push(`${target(page - 1)}; rel="prev"`);
  if (page < last) parts.push(`${target(page + 1)}; rel="next"`);
  return [...parts, `${target(last)}; rel="last"`].join(', ');
}

function sealCursor(position: number): string {
  return Buffer.from(`at:${position}`).toString('base64url');
}

function openCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const match = /^at:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (match === null) throw new V2Error(400, 'Invalid checkpoint: from', 'invalid_query_string');
  return Number(match[1]);
}
