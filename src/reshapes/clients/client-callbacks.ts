import { asJsonObject } from '../../syntax/json-object.js';

/**
 * The callback URLs of a v1 body, v1's `callback` first; undefined if the body names none.
 *
 * `callbacks` is a comma-separated text or a list. `callback` goes before it: the old API explorer sends the first
 * URL only there and the others in the list, and an object read through v1 holds the first URL in both. An empty
 * `callback` is ignored if there is a list; alone it removes the first URL.
 *
 * @param now the URLs that the client has
 */
export function callbacksToV2(input: unknown, now: readonly unknown[] = []): readonly unknown[] | undefined {
  const { callback, callbacks } = asJsonObject(input);
  const first = typeof callback === 'string' ? callback.trim() : undefined;
  const list = urlsIn(callbacks) ?? (first === undefined ? undefined : now.slice(1));
  if (list === undefined || first === undefined || first === '' || list[0] === first) return list;
  return [first, ...list.filter((url) => url !== first)];
}

function urlsIn(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const texts: unknown[] =
    typeof value === 'string' ? value.split(/[,\n]/) : Array.isArray(value) ? value : [];
  return texts
    .filter((text) => typeof text === 'string')
    .map((text) => text.trim())
    .filter((text) => text !== '');
}
