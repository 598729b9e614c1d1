import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';

/** The names that `find` returns for one object or for a list, each once. */
export function namesIn(value: unknown, find: (item: JsonObject) => readonly string[]): readonly string[] {
  if (!Array.isArray(value)) return find(asJsonObject(value));
  let names: Set<string> | undefined;
  for (const item of value) for (const name of find(asJsonObject(item))) (names ??= new Set()).add(name);
  return names === undefined ? none : [...names];
}

const none: readonly string[] = [];
