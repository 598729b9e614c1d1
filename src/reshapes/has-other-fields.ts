import { asJsonObject } from './json-object.js';

/**
 * Fields of a v1 body that v1's documents do not name and holdover leaves out.
 *
 * @param input `{ body, known }`: `known` are the documented names, separated by spaces. They include fields that v1
 *   only showed, because clients send whole objects back
 */
export function hasOtherFields(input: unknown): readonly string[] {
  const { body, known } = asJsonObject(input);
  const names = new Set(String(known).split(' '));
  return Object.keys(asJsonObject(body)).filter((name) => !names.has(name));
}
