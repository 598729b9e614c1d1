import { asJsonObject } from './json-object.js';

/** Whether a first-level member of an object is null. */
export function hasNulls(value: unknown): boolean {
  return Object.values(asJsonObject(value)).includes(null);
}
