import { getOwn, isJsonObject, setOwn, type JsonObject } from '../../syntax/json-object.js';
import { isInForce, isNullMarker, putBack } from './kept-nulls.js';
import type { NullMarker } from './kept-nulls.js';
import { isOurs, markedName, noopKey, shownKey, storedKey } from './metadata-key.js';
import type { ReshapeContext } from '../reshape.js';

type Nulls = ReshapeContext['settings']['nulls'];

/**
 * Writes v2's two metadata objects into `target` as v1's one bag: user_metadata first, app_metadata over it. Keys are
 * in v1's spelling. Markers are not shown; their nulls are put back unless v2 holds another value by now. Uses plain
 * loops without copies, because every user of every list passes through here.
 *
 * @param user a v2 user. It is not changed, but values that need no change are shared with it
 */
export function showMetadata(target: JsonObject, user: JsonObject, nulls: Nulls): void {
  showBag(target, user['user_metadata'], nulls);
  showBag(target, user['app_metadata'], nulls);
}

function showBag(target: JsonObject, stored: unknown, nulls: Nulls): void {
  if (!isJsonObject(stored)) return;
  let special: string[] | undefined;
  for (const key of Object.keys(stored)) {
    if (isOurs(key)) (special ??= []).push(key);
    else setOwn(target, key, shown(stored[key]));
  }
  if (special !== undefined) showSpecial(target, stored, { keys: special, nulls });
}

/** Keys that only look like holdover's, then escaped keys, which win over a native key of that name, then nulls. */
function showSpecial(
  target: JsonObject,
  stored: JsonObject,
  special: { keys: string[]; nulls: Nulls },
): void {
  const escaped: [string, unknown][] = [];
  const markers: [string, NullMarker][] = [];
  for (const key of special.keys) {
    const value = stored[key];
    const marked = markedName(key);
    const name = shownKey(key, 'first');
    if (marked !== undefined && isNullMarker(value)) markers.push([marked, value]);
    else if (name !== key) escaped.push([name, value]);
    else if (key !== noopKey) setOwn(target, key, shown(value));
  }
  for (const [name, value] of escaped) setOwn(target, name, shown(value));
  if (special.nulls === 'drop') return;
  for (const [name, marker] of markers) {
    if (!isInForce(marker, stored, name)) continue;
    setOwn(target, name, putBack(copyShown(getOwn(stored, storedKey(name, 'first'))), marker.places));
  }
}

function shown(value: unknown): unknown {
  return hasSpecial(value) ? copyShown(value) : value;
}

function hasSpecial(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasSpecial);
  // A quarter faster than Object.keys, which makes a list of each object's keys.
  for (const key in value) {
    if (isOurs(key) || hasSpecial((value as JsonObject)[key])) return true;
  }
  return false;
}

function copyShown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyShown);
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) setOwn(copy, shownKey(key, 'nested'), copyShown(value[key]));
  return copy;
}
