import { GatewayError } from '../../errors/gateway-error.js';
import { readTemplate, readText, type Reference } from '../read/reference.js';
import type { Scope, Value } from '../route.js';
import { UnknownValue } from './unknown-value.js';

/** What the names in an entry stand for. Other names are steps that call v2, or `body`, `query` and `caller`. */
export interface Names {
  readonly slots: ReadonlySet<string>;
  /** Steps that holdover computes. The values of other steps come from v2. */
  readonly computed: ReadonlySet<string>;
}

/**
 * Compiles a value of the map, once. Constant parts are built here and frozen. A reference reads own properties only,
 * and its value is never scanned for references.
 *
 * @param source plain data whose texts have been checked
 */
export function compileValue(source: unknown, names: Names): Value {
  if (isConstant(source)) {
    const fixed = constant(source);
    return () => fixed;
  }
  if (typeof source === 'string') return compileText(source, names);
  if (Array.isArray(source)) return compileList(source, names);
  return compileObject(source as Record<string, unknown>, names);
}

/** Compiles a path template. A reference becomes exactly one segment, whatever its value contains. */
export function compilePath(template: string, names: Names): (scope: Scope) => string {
  const segments = readTemplate(template);
  if (typeof segments === 'string') throw new TypeError(segments);
  // Text between the references: heads[n] precedes reference n, the tail follows the last.
  const heads: string[] = [];
  const references: { value: Value; refuse: (value: unknown) => string }[] = [];
  let head = '';
  for (const segment of segments) {
    if (typeof segment === 'string') {
      head += `/${segment}`;
      continue;
    }
    heads.push(`${head}/`);
    references.push({ value: compileReference(segment, names), refuse: refusal(segment, names) });
    head = '';
  }
  const tail = head;
  return (scope) => {
    let path = '';
    for (let n = 0; n < references.length; n += 1) {
      const { value, refuse } = references[n] as (typeof references)[number];
      const given = value(scope);
      path += (heads[n] as string) + (encodeSegment(given) ?? refuse(given));
    }
    return path + tail;
  };
}

/** Compiles query parameters. Absent values and nulls are left out; a list becomes one pair per item. */
export function compileQuery(
  source: Readonly<Record<string, unknown>>,
  names: Names,
): (scope: Scope) => [string, string][] {
  const keys = Object.keys(source);
  const values = keys.map((key) => compileValue(source[key], names));
  return (scope) => {
    const pairs: [string, string][] = [];
    for (let n = 0; n < keys.length; n += 1) {
      const key = keys[n] as string;
      const value = (values[n] as Value)(scope);
      if (Array.isArray(value)) for (const item of value) addPair(pairs, key, item);
      else addPair(pairs, key, value);
    }
    return pairs;
  };
}

/**
 * Percent-encodes a value as one path segment.
 *
 * `.` and `..` are refused because even `%2E%2E` climbs: URL parsers treat it as `..` (WHATWG URL, double-dot
 * segment; RFC 3986 section 6.2.2.2), and `DELETE /users/x/identities/../..` is another call.
 *
 * @returns undefined for a value that cannot be one segment
 */
export function encodeSegment(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string' || value === '' || value === '.' || value === '..') return undefined;
  try {
    return encodeURIComponent(value);
  } catch {
    return undefined; // a lone surrogate has no UTF-8 form
  }
}

function compileText(source: string, names: Names): Value {
  const text = readText(source);
  if (text.kind !== 'reference') throw new TypeError(`"${source}" is no reference`);
  return compileReference(text.reference, names);
}

function compileReference({ name, path }: Reference, names: Names): Value {
  const root = rootOf(name, names);
  const [first, ...rest] = path;
  if (first === undefined) return root;
  if (rest.length === 0) return (scope) => own(root(scope), first);
  return (scope) => {
    let value = own(root(scope), first);
    for (let n = 0; n < rest.length; n += 1) value = own(value, rest[n] as string);
    return value;
  };
}

function rootOf(name: string, { slots }: Names): Value {
  if (name === 'body') return (scope) => scope.body;
  if (name === 'query') return (scope) => scope.query;
  if (name === 'caller') return (scope) => scope.caller;
  if (slots.has(name)) return (scope) => own(scope.slots, name);
  return (scope) => own(scope.answers, name);
}

/** Own properties only, so that a body's `constructor` is an ordinary field. */
function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, key)) return (value as Record<string, unknown>)[key];
  return value instanceof UnknownValue ? value.at(key) : undefined;
}

function compileList(source: readonly unknown[], names: Names): Value {
  const items = source.map((item) => compileValue(item, names));
  return (scope) => {
    const list: unknown[] = [];
    for (const item of items) {
      const value = item(scope);
      if (value !== undefined) list.push(value);
    }
    return list;
  };
}

function compileObject(source: Record<string, unknown>, names: Names): Value {
  const keys = Object.keys(source);
  const values = keys.map((key) => compileValue(source[key], names));
  return (scope) => {
    const object: Record<string, unknown> = {};
    for (let n = 0; n < keys.length; n += 1) {
      const value = (values[n] as Value)(scope);
      if (value !== undefined) object[keys[n] as string] = value;
    }
    return object;
  };
}

function addPair(pairs: [string, string][], key: string, value: unknown): void {
  if (typeof value === 'string') pairs.push([key, value]);
  else if (typeof value === 'number' || typeof value === 'boolean' || value instanceof UnknownValue)
    pairs.push([key, value.toString()]);
  else if (value !== undefined && value !== null)
    throw new GatewayError('input-invalid', { message: `"${key}" must be a single value` });
}

function refusal({ name, text }: Reference, { slots, computed }: Names): (value: unknown) => string {
  const fromRequest = slots.has(name) || computed.has(name) || name === 'body' || name === 'query';
  return (value) => {
    if (value instanceof UnknownValue) return value.toString();
    if (fromRequest) throw new GatewayError('input-invalid', { message: `"${text}" cannot stand in a path` });
    throw new GatewayError('upstream-unreadable', {
      message: `v2 gave no ${text} that can stand in a path.`,
    });
  };
}

function isConstant(source: unknown): boolean {
  if (typeof source === 'string') return readText(source).kind !== 'reference';
  if (typeof source !== 'object' || source === null) return true;
  return Object.values(source).every(isConstant);
}

function constant(source: unknown): unknown {
  if (typeof source === 'string') {
    const text = readText(source);
    if (text.kind === 'fault') throw new TypeError(text.sentence);
    return text.kind === 'literal' ? text.text : source;
  }
  if (Array.isArray(source)) return Object.freeze(source.map(constant));
  if (typeof source !== 'object' || source === null) return source;
  return Object.freeze(
    Object.fromEntries(Object.entries(source).map(([key, value]) => [key, constant(value)])),
  );
}
