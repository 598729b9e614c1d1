/** A JSON object as parsed; a client or a tenant chose its keys. */
export type JsonObject = Record<string, unknown>;

/** Whether the value is a JSON object: neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value itself, or an empty object in place of anything that is not an object. */
export function asJsonObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Sets an own data property. `__proto__`, which JSON allows as a key, must not set the prototype. */
export function setOwn(target: JsonObject, key: string, value: unknown): void {
  if (key !== '__proto__') {
    target[key] = value;
    return;
  }
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** The object's own value under the key, so that `constructor` is a key like any other. */
export function getOwn<T>(object: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A list as it is, or the list inside v2's `{ start, limit, total, <items>: [] }`; anything else is an empty list. */
export function listOf(answer: unknown): readonly unknown[] {
  return findList(answer) ?? [];
}

/** The same; undefined if there is no list. */
export function findList(answer: unknown): unknown[] | undefined {
  if (Array.isArray(answer)) return answer as unknown[];
  return Object.values(asJsonObject(answer)).find((value) => Array.isArray(value));
}
