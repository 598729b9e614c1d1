import type { FieldRule, JsonType } from './field-rule.js';
import { formats } from './field-rule.js';
import { isJsonObject } from './json-value.js';

/** The first fault of a value: z-schema's sentence, and where the fault is. */
export interface Fault {
  readonly sentence: string;
  /** Dotted path, empty at the root. */
  readonly at: string;
  readonly note: string | undefined;
}

/**
 * Checks a value against a rule. The sentences are z-schema's, which v2's own messages quote (recorded: 'Missing
 * required property', 'Additional properties not allowed', 'Expected type').
 */
export function checkRule(value: unknown, rule: FieldRule, at = ''): Fault | undefined {
  const fault = (sentence: string | undefined): Fault | undefined =>
    sentence === undefined ? undefined : { sentence, at, note: rule.note };
  const types = typeof rule.type === 'string' ? [rule.type] : rule.type;
  if (!types.some((type) => isOfType(value, type))) {
    return fault(`Expected type ${types.join(',')} but found type ${typeName(value)}`);
  }
  if (typeof value === 'string') return fault(textFault(value, rule));
  if (typeof value === 'number') return fault(numberFault(value, rule));
  if (Array.isArray(value)) return fault(listFault(value, rule)) ?? itemFault(value, rule, at);
  if (isJsonObject(value)) return fault(objectFault(value, rule)) ?? propertyFault(value, rule, at);
  return undefined;
}

/** Ends every validation message: `'X' on property a.b (description).` */
export function faultSentence(fault: Fault): string {
  const where = fault.at === '' ? '' : ` on property ${fault.at}`;
  const note = fault.at === '' || fault.note === undefined ? '' : ` (${fault.note})`;
  return `'${fault.sentence}'${where}${note}.`;
}

function textFault(text: string, rule: FieldRule): string | undefined {
  if (rule.enum !== undefined && !rule.enum.includes(text)) return `No enum match for: ${text}`;
  if (rule.minLength !== undefined && text.length < rule.minLength) {
    return `String is too short (${text.length} chars), minimum ${rule.minLength}`;
  }
  if (rule.maxLength !== undefined && text.length > rule.maxLength) {
    return `String is too long (${text.length} chars), maximum ${rule.maxLength}`;
  }
  if (rule.pattern !== undefined && !rule.pattern.test(text)) {
    return `String does not match pattern ${rule.pattern.source}: ${text}`;
  }
  if (rule.format !== undefined && !formats[rule.format](text)) {
    return `Object didn't pass validation for format ${rule.format}: ${text}`;
  }
  return undefined;
}

function numberFault(number: number, rule: FieldRule): string | undefined {
  if (rule.minimum !== undefined && number < rule.minimum) {
    return `Value ${number} is less than minimum ${rule.minimum}`;
  }
  if (rule.maximum !== undefined && number > rule.maximum) {
    return `Value ${number} is greater than maximum ${rule.maximum}`;
  }
  return undefined;
}

function listFault(list: readonly unknown[], rule: FieldRule): string | undefined {
  if (rule.minItems !== undefined && list.length < rule.minItems) {
    return `Array is too short (${list.length}), minimum ${rule.minItems}`;
  }
  if (rule.maxItems !== undefined && list.length > rule.maxItems) {
    return `Array is too long (${list.length}), maximum ${rule.maxItems}`;
  }
  return undefined;
}

function objectFault(object: Record<string, unknown>, rule: FieldRule): string | undefined {
  const keys = Object.keys(object);
  const missing = rule.required?.find((name) => !Object.hasOwn(object, name));
  if (missing !== undefined) return `Missing required property: ${missing}`;
  const unknown = rule.closed === true ? keys.filter((key) => !Object.hasOwn(rule.fields ?? {}, key)) : [];
  if (unknown.length > 0) {
    const hint = rule.closedHint === undefined ? '' : ` ${rule.closedHint}`;
    return `Additional properties not allowed: ${unknown.join(',')}${hint}`;
  }
  if (rule.minProperties !== undefined && keys.length < rule.minProperties) {
    return `Too few properties defined (${keys.length}), minimum ${rule.minProperties}`;
  }
  if (rule.maxProperties !== undefined && keys.length > rule.maxProperties) {
    return `Too many properties defined (${keys.length}), maximum ${rule.maxProperties}`;
  }
  return undefined;
}

function itemFault(list: readonly unknown[], rule: FieldRule, at: string): Fault | undefined {
  if (rule.items === undefined) return undefined;
  for (const [index, item] of list.entries()) {
    const fault = checkRule(item, rule.items, join(at, String(index)));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function propertyFault(object: Record<string, unknown>, rule: FieldRule, at: string): Fault | undefined {
  for (const [name, fieldRule] of Object.entries(rule.fields ?? {})) {
    if (!Object.hasOwn(object, name)) continue;
    const fault = checkRule(object[name], fieldRule, join(at, name));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function isOfType(value: unknown, type: JsonType): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return typeName(value) === type;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function join(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`;
}
