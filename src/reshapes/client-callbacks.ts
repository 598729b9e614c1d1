import { asJsonObject } from './json-object.js';

/**
 * The callback URLs that a v1 body means, the first one v1's `callback`; undefined when it speaks of none.
 *
 * `callbacks` is a text parted by commas or a list. `callback` stands before it: the old API explorer sends the first
 * URL there and only the others in the list, a whole object read through v1 holds the first in both. An empty
 * `callback` says nothing beside a list; alone it takes the first URL away.
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
