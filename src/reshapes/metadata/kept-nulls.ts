import { createHash } from 'node:crypto';
import { GatewayError } from '../../errors/gateway-error.js';
import { getOwn, isJsonObject, setOwn, type JsonObject } from '../../syntax/json-object.js';
import { storedKey } from './metadata-key.js';

/** The nulls that v2 would delete from a metadata value. The marker is stored beside the value. */
export interface NullMarker {
  /** JSON Pointers (RFC 6901) into the value, in v1's spelling; `''`: the value itself is null. */
  readonly places: readonly string[];
  /** Fingerprint of the value as v2 stores it. The nulls are restored only into a value with this fingerprint. */
  readonly of: string;
}

export interface StoredValue {
  /** Undefined when the value itself is a null and was removed. */
  readonly value: unknown;
  readonly places: readonly string[];
}

/** MongoDB's own limit; it also keeps a hostile body from exhausting the stack. */
const deepest = 100;

/**
 * A metadata value in v2's spelling.
 *
 * @param takeOut whether object members that are null are removed and their places noted; null elements of arrays
 *   stay, because v2 stores them as values
 * @throws GatewayError `input-invalid` when nested deeper than 100 levels
 */
export function toStored(value: unknown, takeOut: boolean): StoredValue {
  const places: string[] = [];
  const walk = (node: unknown, path: string, depth: number): unknown => {
    if (typeof node !== 'object' || node === null) return node;
    if (depth > deepest) throw tooDeep();
    if (Array.isArray(node)) return node.map((item, index) => walk(item, `${path}/${index}`, depth + 1));
    const stored: JsonObject = {};
    for (const [key, child] of Object.entries(node)) {
      const place = `${path}/${escapeToken(key)}`;
      if (takeOut && isNull(child)) places.push(place);
      else setOwn(stored, storedKey(key, 'nested'), walk(child, place, depth + 1));
    }
    return stored;
  };
  return takeOut && isNull(value)
    ? { value: undefined, places: [''] }
    : { value: walk(value, '', 1), places };
}

/** A short hash of the stored value; an absent value has one too. */
export function fingerprint(stored: unknown): string {
  return createHash('sha256').update(canonical(stored)).digest('base64url').slice(0, 16);
}

/** Whether this is a marker as holdover writes them. */
export function isNullMarker(value: unknown): value is NullMarker {
  if (!isJsonObject(value)) return false;
  const { places, of } = value;
  return (
    typeof of === 'string' && Array.isArray(places) && places.every((place) => typeof place === 'string')
  );
}

/** Whether the bag still holds the value from which the nulls of `name` were removed. */
export function isInForce({ of }: NullMarker, bag: JsonObject, name: string): boolean {
  return fingerprint(getOwn(bag, storedKey(name, 'first'))) === of;
}

/**
 * Puts the nulls back.
 *
 * @param value in v1's spelling. It is modified, so that it must be a copy
 */
export function putBack(value: unknown, places: readonly string[]): unknown {
  for (const place of places) {
    if (place === '') return null;
    const tokens = place.slice(1).split('/').map(unescapeToken);
    const last = tokens.pop();
    const holder = tokens.reduce<unknown>((node, token) => step(node, token), value);
    if (last !== undefined && isJsonObject(holder)) setOwn(holder, last, null);
  }
  return value;
}

function step(node: unknown, token: string): unknown {
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, token)) return undefined;
  return (node as JsonObject)[token];
}

/** JSON has no infinity: 1e400 is parsed as one, and both v1 and v2 print it as null. */
function isNull(value: unknown): boolean {
  return value === null || value === Infinity || value === -Infinity;
}

/** JSON with sorted keys, because v2 does not keep their order. */
function canonical(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${members.join()}}`;
}

function escapeToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

function tooDeep(): GatewayError {
  return new GatewayError('input-invalid', {
    message: `Metadata must not be nested deeper than ${deepest} levels.`,
  });
}
