import type { FieldRule } from '../field-rule.js';
import { anyText } from '../field-rule.js';
import type { JsonObject } from '../json-value.js';
import { numberAt, textAt } from '../json-value.js';
import { logSearchSchema } from '../log-search-schema.js';
import { compileLucene } from '../lucene/evaluate.js';
import { parseLucene } from '../lucene/parse.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { offsetAnswer, offsetPage, offsetQuery, project, projectionQuery } from '../paging.js';
import { V2Error } from '../v2-error.js';

const scopes = ['read:logs', 'read:logs_users'];
const sort: FieldRule = { type: 'string', pattern: /^(([a-zA-Z0-9_.]+)):(1|-1)$/ };

/** The OpenAPI calls the query `search`, SDKs and recordings call it `q`; both work. */
const listQuery: Record<string, FieldRule> = {
  ...offsetQuery,
  ...projectionQuery,
  sort,
  from: anyText,
  take: { type: 'integer', minimum: 0, maximum: 100 },
  q: anyText,
  search: anyText,
};

/** `/logs`, `/logs/{id}` and `/users/{id}/logs`. */
export const logsResource: readonly Operation[] = [
  {
    method: 'GET',
    path: '/logs',
    scopes,
    query: listQuery,
    answer: (call, world) =>
      call.query['from'] === undefined && call.query['take'] === undefined
        ? listByPage(call, world)
        : listFrom(call, world),
  },
  {
    method: 'GET',
    path: '/logs/:id',
    scopes,
    answer: (call, { tenant }) => {
      const entry = tenant.logs.get(call.params['id'] ?? '');
      if (entry === undefined) throw new V2Error(404, 'Log not found.', 'inexistent_log');
      return { status: 200, body: entry };
    },
  },
  {
    method: 'GET',
    path: '/users/:id/logs',
    scopes,
    query: { ...offsetQuery, sort },
    answer: (call, { tenant }) => {
      const items = sorted(tenant.logs.ofUser(call.params['id'] ?? ''), call.query);
      return offsetAnswer(call, { key: 'logs', items, withLength: true, withLink: true });
    },
  },
];

/** By page, newest first; only the first thousand. `total` is the length of the page (since 2019). */
function listByPage(call: V2Call, { tenant }: World): V2Answer {
  const { query } = call;
  const { page, perPage } = offsetPage(query);
  if ((page + 1) * perPage > 1000) {
    throw new V2Error(400, 'You can only page through the first 1000 records.', 'invalid_paging');
  }
  const q = textAt(query, 'q') ?? textAt(query, 'search');
  const matches = q === undefined ? () => true : compileLucene(parseLucene(q), logSearchSchema);
  const found = sorted(tenant.logs.all().filter(matches), query);
  const start = page * perPage;
  const logs = found.slice(start, start + perPage).map((entry) => project(entry, query, ['_id']));
  if (query['include_totals'] !== true) return { status: 200, body: logs };
  return { status: 200, body: { start, limit: perPage, length: logs.length, total: logs.length, logs } };
}

/** By checkpoint: all entries after `from`, oldest first; other parameters are ignored (official, recorded). */
function listFrom(call: V2Call, { tenant }: World): V2Answer {
  const from = textAt(call.query, 'from') ?? '';
  const take = numberAt(call.query, 'take') ?? 50;
  const logs = tenant.logs.all().filter((entry) => (textAt(entry, 'log_id') ?? '') > from);
  const shown = logs.slice(0, take);
  const last = textAt(shown.at(-1) ?? {}, 'log_id');
  if (last === undefined) return { status: 200, body: shown };
  const link = `<${call.origin}${call.path}?from=${last}&take=${take}>; rel="next"`;
  return { status: 200, body: shown, headers: { link } };
}

/** Sorted by date, newest first by default; the log itself is in chronological order. */
function sorted(entries: readonly JsonObject[], query: JsonObject): JsonObject[] {
  const [field = 'date', direction = '-1'] = (textAt(query, 'sort') ?? 'date:-1').split(':');
  const sign = Number(direction);
  const oldestFirst = [...entries].sort((one, other) => {
    const a = textAt(one, field) ?? '';
    const b = textAt(other, field) ?? '';
    return a < b ? -1 : Number(a > b);
  });
  return sign === 1 ? oldestFirst : oldestFirst.reverse();
}
