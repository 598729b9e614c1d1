import { coerce, unfit } from './coerce.js';
import type { JsonSchema, JsonType } from '../read/json-schema.js';
import type { Accept } from '../route.js';
import { getOwn, isJsonObject, setOwn, type JsonObject } from '../../syntax/json-object.js';
import { compileTextRules } from './text-rules.js';

/** Checks one value, returns it coerced, and adds a sentence for each fault. The input is never changed. */
type Check = (value: unknown, name: string, faults: string[]) => unknown;

const mostFaults = 20;
const noInput: JsonObject = Object.freeze({});

/**
 * Compiles a schema of `accepts`. No sentence ever holds a value, because it may be a password.
 *
 * An absent body is checked like an empty one but stays absent, so that it is not taken for an empty bag.
 *
 * @param what begins the sentence about an input that is not an object, e.g. `The body`
 */
export function compileAccept(schema: JsonSchema | undefined, what: string): Accept {
  if (schema === undefined) return (input) => ({ ok: true, value: input });
  const check = objectCheck(schema);
  return (input) => {
    if (input !== undefined && !isJsonObject(input)) {
      return { ok: false, faults: [`${what} must be a JSON object`] };
    }
    const faults: string[] = [];
    const value = check(input ?? noInput, '', faults);
    if (faults.length > 0) return { ok: false, faults: firstFaults(faults) };
    return { ok: true, value: input === undefined ? undefined : value };
  };
}

/** Limits the faults, so that the answer does not grow with the client's input. */
function firstFaults(faults: readonly string[]): readonly string[] {
  if (faults.length <= mostFaults) return faults;
  return [...faults.slice(0, mostFaults), `and ${faults.length - mostFaults} more`];
}

function compileCheck(schema: JsonSchema): Check {
  const types = typesOf(schema);
  const rules = compileRules(schema);
  const expected = types.map((type) => spoken[type]).join(' or ');
  return (value, name, faults) => {
    const typed = types.length === 0 ? value : coerce(value, types);
    if (typed === unfit) {
      faults.push(`"${name}" must be ${expected}`);
      return value;
    }
    let taken = typed;
    for (const rule of rules) taken = rule(taken, name, faults);
    return taken;
  };
}

const spoken: Readonly<Record<JsonType, string>> = {
  string: 'a string',
  boolean: 'a boolean',
  integer: 'an integer',
  number: 'a number',
  object: 'an object',
  array: 'an array',
  null: 'null',
};

function typesOf({ type }: JsonSchema): readonly JsonType[] {
  if (type === undefined) return [];
  return typeof type === 'string' ? [type] : type;
}

function compileRules(schema: JsonSchema): Check[] {
  const rules: Check[] = [];
  const { enum: choices, const: fixed, minimum, maximum } = schema;
  if (fixed !== undefined) rules.push(choiceCheck([fixed]));
  if (choices !== undefined) rules.push(choiceCheck(choices));
  if (minimum !== undefined || maximum !== undefined) rules.push(rangeCheck(minimum, maximum));
  rules.push(...compileTextRules(schema).map(textCheck));
  if (schema.items !== undefined || schema.minItems !== undefined || schema.maxItems !== undefined) {
    rules.push(listCheck(schema));
  }
  const { properties, required, additionalProperties } = schema;
  if (properties !== undefined || required !== undefined || additionalProperties !== undefined) {
    const check = objectCheck(schema);
    rules.push((value, name, faults) => (isJsonObject(value) ? check(value, name, faults) : value));
  }
  return rules;
}

function choiceCheck(choices: readonly unknown[]): Check {
  const known = new Set(choices.map((choice) => JSON.stringify(choice)));
  const list = [...known].join(', ');
  return (value, name, faults) => {
    if (!known.has(JSON.stringify(value))) faults.push(`"${name}" must be one of ${list}`);
    return value;
  };
}

function rangeCheck(minimum = -Infinity, maximum = Infinity): Check {
  return (value, name, faults) => {
    if (typeof value !== 'number') return value;
    if (value < minimum) faults.push(`"${name}" must be at least ${minimum}`);
    if (value > maximum) faults.push(`"${name}" must be at most ${maximum}`);
    return value;
  };
}

function textCheck({ holds, sentence }: ReturnType<typeof compileTextRules>[number]): Check {
  return (value, name, faults) => {
    if (typeof value === 'string' && !holds(value)) faults.push(`"${name}" ${sentence}`);
    return value;
  };
}

function listCheck({ items, minItems = 0, maxItems = Infinity }: JsonSchema): Check {
  const check = items === undefined ? undefined : compileCheck(items);
  return (value: unknown, name, faults) => {
    if (!Array.isArray(value)) return value;
    const list: unknown[] = value;
    if (list.length < minItems) faults.push(`"${name}" must have at least ${minItems} items`);
    if (list.length > maxItems) faults.push(`"${name}" must have at most ${maxItems} items`);
    else if (check !== undefined) return list.map((item, n) => check(item, `${name}.${n}`, faults));
    return list;
  };
}

interface Property {
  readonly key: string;
  readonly check: Check;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

function objectCheck(schema: JsonSchema): Check {
  const required = new Set(schema.required);
  const undeclared = [...required].filter((key) => !Object.hasOwn(schema.properties ?? {}, key));
  const known = [
    ...Object.entries(schema.properties ?? {}),
    ...undeclared.map((key): [string, JsonSchema] => [key, {}]),
  ];
  const properties = known.map(([key, inner]): Property => ({
    key,
    check: compileCheck(inner),
    required: required.has(key),
    schema: inner,
  }));
  const checkRest = restCheck(schema);
  return (value, name, faults) => {
    const given = value as JsonObject;
    let copy: JsonObject | undefined;
    for (const property of properties) {
      const taken = takeProperty(property, given, { name, faults });
      if (taken === getOwn(given, property.key)) continue;
      copy ??= copyOf(given);
      if (taken === undefined) Reflect.deleteProperty(copy, property.key);
      else setOwn(copy, property.key, taken);
    }
    return checkRest === undefined ? (copy ?? given) : checkRest(copy ?? given, name, faults);
  };
}

/** @returns the value to use; undefined for a property that is absent or counts as absent */
function takeProperty(
  { key, check, required, schema }: Property,
  given: JsonObject,
  { name, faults }: { name: string; faults: string[] },
): unknown {
  const value = getOwn(given, key);
  const place = name === '' ? key : `${name}.${key}`;
  if (value === undefined || isAbsent(value, schema)) {
    if (required) faults.push(`"${place}" is required`);
    return undefined;
  }
  return check(value, place, faults);
}

/**
 * Whether a property counts as not sent. .NET's serializer writes null for fields that are not set, and forms send an
 * empty text. Both are ignored unless the type allows null, or allows an empty text in its format.
 */
function isAbsent(value: unknown, schema: JsonSchema): boolean {
  const types = typesOf(schema);
  if (types.length === 0) return false;
  if (value === null) return !types.includes('null');
  return value === '' && (!types.includes('string') || schema.format !== undefined);
}

/** The check of undeclared keys by `additionalProperties`. */
function restCheck({ properties = {}, additionalProperties }: JsonSchema): Check | undefined {
  if (additionalProperties === undefined || additionalProperties === true) return undefined;
  const check = additionalProperties === false ? undefined : compileCheck(additionalProperties);
  return (value, name, faults) => {
    let copy: JsonObject | undefined;
    for (const key of Object.keys(value as JsonObject)) {
      if (Object.hasOwn(properties, key)) continue;
      const place = name === '' ? shortened(key) : `${name}.${shortened(key)}`;
      if (check === undefined) faults.push(`"${place}" is not allowed`);
      else {
        const given = getOwn(value as JsonObject, key);
        const taken = check(given, place, faults);
        if (taken !== given) setOwn((copy ??= copyOf(value as JsonObject)), key, taken);
      }
    }
    return copy ?? value;
  };
}

/** A key is the client's own text, of any length. */
function shortened(key: string): string {
  return key.length > 60 ? `${key.slice(0, 60)}...` : key;
}

function copyOf(object: JsonObject): JsonObject {
  const copy: JsonObject = {};
  for (const key of Object.keys(object)) setOwn(copy, key, object[key]);
  return copy;
}
