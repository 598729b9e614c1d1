import { readFileSync } from 'node:fs';
import type fc from 'fast-check';
import { objectFrom, type JsonObject } from '../unit/reshapes/json-arbitrary.js';

/** One way there and back, and what is expected of it. */
export interface Trip<T> {
  readonly name: string;
  /** The entries whose reshapes are made: what they list is what may get lost. */
  readonly entries: readonly string[];
  readonly objects: fc.Arbitrary<T>;
  /** Through the real reshapes, with as little of v2 between them as it takes. */
  readonly got: (object: T) => unknown;
  /** What comes back where these losses happen; with none of them, the very object. */
  readonly expected: (object: T, lost: ReadonlySet<string>) => unknown;
}

/** With its type of objects forgotten, so that trips stand in one list. */
export function trip<T>(made: Trip<T>): Trip<unknown> {
  return made as unknown as Trip<unknown>;
}

/** The object without some of its members. */
export function without(object: JsonObject, names: readonly string[]): JsonObject {
  return objectFrom(Object.entries(object).filter(([name]) => !names.includes(name)));
}

interface Contract {
  readonly components: { readonly schemas: Record<string, { readonly properties?: object }> };
}

const contract = JSON.parse(readFileSync('routes-map/v2-contract.json', 'utf8')) as Contract;

/** Every field of a request of v2, as its contract has them. */
export function v2Fields(schema: string): string[] {
  const fields = Object.keys(contract.components.schemas[schema]?.properties ?? {});
  if (fields.length === 0) throw new Error(`The contract has no fields for ${schema}.`);
  return fields;
}
