import { asJsonObject, getOwn } from '../../syntax/json-object.js';
import { logSearchToV2 } from './log-search-to-v2.js';

/** Parameters of `GET /api/v2/logs`; absent keys are not sent. */
export interface LogQuery {
  readonly q?: string;
  readonly sort: string;
  readonly fields?: string;
  readonly include_fields?: boolean;
}

/** v1's short names of fields, also used for sorting. */
const longNames: Readonly<Record<string, string>> = {
  at: 'date',
  c: 'connection',
  cn: 'client_name',
  un: 'user_name',
};

/**
 * v1's list parameters as v2's. The default order is newest first: v1's own documents show no other, and v2's
 * documents name none.
 *
 * @param input `{ search?, sort?, fields?, exclude_fields? }`; `sort` is `field:1`, `field:-1` or empty
 */
export function logQueryToV2(input: unknown): LogQuery {
  const { search, sort, fields, exclude_fields } = asJsonObject(input);
  const q = typeof search === 'string' ? logSearchToV2(search) : undefined;
  const excluded = exclude_fields === true;
  const names = namesIn(fields, excluded);
  return {
    ...(q === undefined ? {} : { q }),
    sort: sortOf(sort),
    ...(names.length === 0 ? {} : { fields: names.join(','), include_fields: !excluded }),
  };
}

function sortOf(sort: unknown): string {
  if (typeof sort !== 'string' || sort === '') return 'date:-1';
  const [field = '', direction = ''] = unescaped(sort).split(':');
  return `${longName(field)}:${direction}`;
}

/** v2 has the id in two fields, and v1 shows it if either is there, so that both must be excluded. */
function namesIn(fields: unknown, excluded: boolean): string[] {
  if (typeof fields !== 'string') return [];
  const names = unescaped(fields)
    .split(',')
    .map((name) => longName(name.trim()))
    .filter((name) => name !== '');
  return names.flatMap((name) => (excluded && name === '_id' ? ['_id', 'log_id'] : [name]));
}

/** ruby 3 and 4 escape the query of logs twice. */
function unescaped(text: string): string {
  return text.replaceAll(/%3A/gi, ':').replaceAll(/%2C/gi, ',');
}

function longName(name: string): string {
  return getOwn(longNames, name) ?? name;
}
