import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';

/** v1's options for v2, which replaces them as a whole. Nulls are left out, which means the same; ruby sends some. */
export function optionsToV2(options: unknown): JsonObject {
  return Object.fromEntries(Object.entries(asJsonObject(options)).filter(([, value]) => value !== null));
}
