import type { JsonObject } from '../json-value.js';
import { asIndexed } from '../lucene/evaluate.js';
import type { LuceneSchema } from '../lucene/evaluate.js';
import { smallest } from './smallest.js';
import { V2Error } from '../v2-error.js';

/** The order of a list, and how many of its items are needed. */
export interface UserOrder {
  /** `field:1` or `field:-1`; undefined: no order. */
  readonly sort: string | undefined;
  readonly count: number;
  readonly schema: LuceneSchema;
}

/**
 * The first users, sorted by one field as it is indexed. Users without the field come last in both directions.
 *
 * @throws V2Error 400 for a field inside metadata (official)
 */
export function firstInOrder(
  users: readonly JsonObject[],
  { sort, count, schema }: UserOrder,
): readonly JsonObject[] {
  if (sort === undefined) return users;
  const [field = '', direction = '1'] = sort.split(':');
  if (/^(app|user)_metadata\b/.test(field)) {
    throw new V2Error(
      400,
      `Query validation error: 'Sorting by metadata is not supported' on property sort.`,
      'invalid_query_string',
    );
  }
  const keyed = users.map((user) => ({ user, key: sortKey(user, field, schema) }));
  return smallest(keyed, count, inOrder(Number(direction))).map(({ user }) => user);
}

type Keyed = { readonly user: JsonObject; readonly key: string | undefined };

function inOrder(sign: number): (one: Keyed, other: Keyed) => number {
  return ({ key: a }, { key: b }) => {
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    if (a === b) return 0;
    return a < b ? -sign : sign;
  };
}

function sortKey(user: JsonObject, field: string, schema: LuceneSchema): string | undefined {
  const value = user[field];
  if (typeof value === 'number') return String(value).padStart(20, '0');
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? asIndexed(value, field, schema) : undefined;
}
