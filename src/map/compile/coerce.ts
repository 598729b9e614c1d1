import { isJsonObject } from '../../syntax/json-object.js';
import type { JsonType } from '../read/json-schema.js';

/** The result for a value that fits none of the types. */
export const unfit = Symbol('unfit');

/**
 * Converts a value to one of the declared types. Forms and queries hold only texts, and .NET's v1 client sends
 * `True`, so that a text is read as a boolean or a number if no text is declared.
 *
 * @returns the value, coerced if necessary, or `unfit`
 */
export function coerce(value: unknown, types: readonly JsonType[]): unknown {
  if (types.some((type) => isOfType(value, type))) return value;
  if (typeof value === 'string') return fromText(value.trim(), types);
  // PHP's booleans after they went through an integer column.
  if ((value === 0 || value === 1) && types.includes('boolean')) return value === 1;
  return unfit;
}

function isOfType(value: unknown, type: JsonType): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

function fromText(text: string, types: readonly JsonType[]): unknown {
  const number = types.includes('number');
  if (types.includes('integer') || number) {
    const read = readNumber(text);
    if (read !== undefined && (number || Number.isInteger(read))) return read;
  }
  return types.includes('boolean') ? (booleans.get(text.toLowerCase()) ?? unfit) : unfit;
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Decimal numbers only: `Number` would also accept `0x10`, `1e3` and the empty text. */
function readNumber(text: string): number | undefined {
  if (!/^[+-]?\d+(?:\.\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined;
}
