import { asJsonObject, type JsonObject } from './json-object.js';

/** The objects of a list, or the one object; nothing of anything else. */
export function eachOf(value: unknown): JsonObject[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).map(asJsonObject);
}
