import { isDeepStrictEqual } from 'node:util';
import { asJsonObject } from '../syntax/json-object.js';

/**
 * Fields of a v1 body that v1's documents do not name and holdover leaves out.
 *
 * @param input `{ body, known, record? }`: `known` are the documented names, separated by spaces. They include fields
 *   that v1 only showed, because clients send whole objects back. `record` is the v2 record that is changed, of which
 *   v1 clients see every field: one that is sent back as it is loses nothing
 */
export function hasOtherFields(input: unknown): readonly string[] {
  const { body, known, record } = asJsonObject(input);
  const names = new Set(String(known).split(' '));
  const now = asJsonObject(record);
  return Object.entries(asJsonObject(body)).flatMap(([name, value]) =>
    names.has(name) || (Object.hasOwn(now, name) && isDeepStrictEqual(value, now[name])) ? [] : [name],
  );
}
