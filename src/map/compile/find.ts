import { compileValue, type Names } from './bind.js';
import type { Find, Value } from '../route.js';

interface Criterion {
  readonly path: readonly string[];
  readonly value: Value;
}

/**
 * Compiles `find: { identities.connection: $connection }`: the first item of the list whose fields all equal their
 * values. Arrays on the path are transparent: one matching element suffices. An absent value matches nothing, not
 * even an item without the field.
 */
export function compileFind(source: Readonly<Record<string, unknown>>, names: Names): Find {
  const criteria = Object.entries(source).map(([field, value]): Criterion => ({
    path: field.split('.'),
    value: compileValue(value, names),
  }));
  return (list, scope) => {
    const wanted = criteria.map(({ value }) => value(scope));
    return list.find((item) => criteria.every(({ path }, n) => has(item, path, wanted[n])));
  };
}

function has(value: unknown, path: readonly string[], wanted: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => has(item, path, wanted));
  const [key, ...rest] = path;
  if (key === undefined) return same(value, wanted);
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
  return has((value as Record<string, unknown>)[key], rest, wanted);
}

/** Slots and queries hold only texts, whereas v2 has numbers too. */
function same(value: unknown, wanted: unknown): boolean {
  if (wanted === undefined || wanted === null) return false;
  if (typeof wanted === 'string' && typeof value !== 'string') return `${value as number}` === wanted;
  return value === wanted;
}
