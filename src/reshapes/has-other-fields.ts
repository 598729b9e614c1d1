import { asJsonObject } from './json-object.js';

/**
 * Fields of a v1 body that v1's documents do not name, which holdover leaves out.
 *
 * @param input `{ body, known }`: `known` are their names parted by spaces; those that v1 only showed are among them,
 *   since clients send whole objects back
 */
export function hasOtherFields(input: unknown): readonly string[] {
  const { body, known } = asJsonObject(input);
  const names = new Set(String(known).split(' '));
  return Object.keys(asJsonObject(body)).filter((name) => !names.has(name));
}
