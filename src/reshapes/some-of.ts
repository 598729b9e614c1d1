import { asJsonObject, type JsonObject } from '../syntax/json-object.js';

/** Whether `holds` is true for any object of a list, or for the one object. Copies nothing: lists hold 500 users. */
export function someOf(value: unknown, holds: (item: JsonObject) => boolean): boolean {
  return Array.isArray(value) ? value.some((item) => holds(asJsonObject(item))) : holds(asJsonObject(value));
}
