import { readFileSync } from 'node:fs';
import type fc from 'fast-check';
import { objectFrom, type JsonObject } from '../unit/reshapes/json-arbitrary.js';

/** One round trip of an object, and its expected result. */
export interface Trip<T> {
  readonly name: string;
  /** The entries whose reshapes are used: only the losses that they list may happen. */
  readonly entries: readonly string[];
  readonly objects: fc.Arbitrary<T>;
  /** The result through the real reshapes, with the least of v2 that they need between them. */
  readonly got: (object: T) => unknown;
  /** The result where these losses happen; the same object where there are none. */
  readonly expected: (object: T, lost: ReadonlySet<string>) => unknown;
}

/** The trip without its object type, so that all trips fit into one list. */
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

/** Every field of a v2 request, as the v2 contract lists them. */
export function v2Fields(schema: string): string[] {
  const fields = Object.keys(contract.components.schemas[schema]?.properties ?? {});
  if (fields.length === 0) throw new Error(`The contract has no fields for ${schema}.`);
  return fields;
}
