import fc from 'fast-check';
import { anyCharacter } from '../../support/any-character.js';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;

/** Keys that some layer on the way refuses, rewrites or mistakes for its own. */
const oddKeys = [
  '__proto__',
  '',
  '_v1noop',
  '_v1_a',
  '_v1null_a',
  '_v1',
  '__tenant',
  'email',
  'user_id',
  'metadata',
  'app_metadata',
  'user_metadata',
  'identities',
  'loginsCount',
  'a.b',
  '.',
  '$set',
  'a$b',
  '%2E',
  'a%',
  'a/b',
  'a~1b',
  'constructor',
  'toString',
  'hasOwnProperty',
  'Customer Id',
  'ключ',
  '😀',
  '\ud800',
  '\ud83d.\ude00',
  'nul\0',
  '0',
  'length',
];

/** Keys from a small pool, so that writes collide, and sometimes arbitrary keys. */
export const keys = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'c') },
  { weight: 4, arbitrary: fc.constantFrom(...oddKeys) },
  { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 8 }) },
);

/** Keys that another v2 client may write at the first level of either object. */
export const nativeKeys = fc.constantFrom('a', 'b', 'c', 'constructor', 'Customer Id', 'ключ', '0', 'a%');

const scalars = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  fc.boolean(),
  fc.constantFrom(0, -0, 1, 4442, 1e21, 5e-324, Number.MAX_SAFE_INTEGER),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom('', 'null', '/', '\ud800'),
  fc.string({ unit: anyCharacter, maxLength: 12 }),
);

/** Any JSON value of this depth, nulls anywhere, `__proto__` as an own key. */
function valuesOfDepth(maxDepth: number): fc.Arbitrary<Json> {
  return fc.letrec<{ value: Json; list: Json[]; object: JsonObject }>((tie) => ({
    value: fc.oneof({ maxDepth, withCrossShrink: true }, scalars, tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.array(fc.tuple(keys, tie('value')), { maxLength: 5 }).map(objectFrom),
  })).value;
}

export const values = valuesOfDepth(4);

/** Values that are fast to generate: ten thousand in a second. */
export const smallValues = valuesOfDepth(2);

/** Values of another v2 client, with keys that v2 accepts. Keys spelt like those of holdover have their own tests. */
export const nativeValues: fc.Arbitrary<Json> = values.map(plain);

export const bags: fc.Arbitrary<JsonObject> = fc
  .array(fc.tuple(keys, values), { maxLength: 8 })
  .map(objectFrom);

/** Hundreds of keys, half of them null. */
export const bigBags: fc.Arbitrary<JsonObject> = fc
  .array(fc.tuple(fc.string({ maxLength: 20 }), fc.option(values)), { minLength: 200, maxLength: 400 })
  .map(objectFrom);

/** Root attributes of a create that are not ordinary metadata; they have their own tests. */
export const createNames = new Set([
  'connection',
  'email',
  'user_id',
  'metadata',
  'app_metadata',
  'user_metadata',
  'name',
]);

/** An object as JSON.parse makes it: every key is an own data property. */
export function objectFrom(entries: readonly (readonly [string, Json])[]): JsonObject {
  const object: JsonObject = {};
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

/** The same text for equal values. The equality of Jest ignores `__proto__` and distinguishes -0 from 0. */
export function textOf(value: unknown): string {
  return value === undefined ? 'undefined' : JSON.stringify(sorted(value as Json));
}

/** Turns objects into sorted lists of their members, so that every key counts. */
function sorted(value: Json | undefined): unknown {
  if (Array.isArray(value)) return ['list', ...value.map(sorted)];
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.keys(value).sort();
  return ['object', ...members.map((key) => [key, sorted(value[key])])];
}

/** Freezes the value deeply, so that a function that writes to its input throws. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

/** The value after JSON serialization and parsing. */
export function sent<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(
    ([key, child]) => [key.replace(/[.$\0]|^__proto__$|^_v1|^$/g, 'x'), plain(child)] as const,
  );
  return objectFrom(members);
}
