import { asJsonObject } from './json-object.js';
import { logSearchToV2 } from './log-search-to-v2.js';

/** What `GET /api/v2/logs` takes; a key that is absent was not asked for. */
export interface LogQuery {
  readonly q?: string;
  readonly sort: string;
  readonly fields?: string;
  readonly include_fields?: boolean;
}

/** v1's short names of the fields, which it also sorts by. */
const longNames: Readonly<Record<string, string>> = {
  at: 'date',
  c: 'connection',
  cn: 'client_name',
  un: 'user_name',
};

/**
 * v1's list parameters as v2's. Newest first unless told: v1's own documents show no other order, and v2 says none.
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

/** v2 has the id twice, and v1 shows it when one of them is there. */
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
  return Object.hasOwn(longNames, name) ? (longNames[name] ?? name) : name;
}
