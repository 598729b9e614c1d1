import { nearest } from '../syntax/nearest.js';

/** A lower limit than usual, because all keys begin alike. */
const mostEdits = 4;

/** One mistake for each `HOLDOVER_*` key that nothing reads: a typo would otherwise be a setting silently lost. */
export function unknownKeys(given: readonly string[], known: readonly string[]): string[] {
  return given
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near = nearest(key.toUpperCase(), known, mostEdits);
      return `${key} is not a key of holdover${near === undefined ? '' : `; did you mean ${near}?`}`;
    });
}
