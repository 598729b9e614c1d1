import { checkRule, faultSentence } from './check-rule.js';
import type { FieldRule } from './field-rule.js';
import type { JsonObject, JsonValue } from './json-value.js';
import type { Operation } from './operation.js';
import { V2Error } from './v2-error.js';

/**
 * Converts a raw query to typed values by the operation's rules.
 *
 * @throws V2Error 400 `invalid_query_string`
 */
export function readQuery(raw: URLSearchParams, operation: Operation): JsonObject {
  const rules = operation.query ?? {};
  const names = [...new Set(raw.keys())].filter(
    (name) => operation.method === 'GET' || Object.hasOwn(rules, name),
  );
  const query: JsonObject = Object.fromEntries(
    names.map((name) => [
      name,
      typedValue(raw.getAll(name), Object.hasOwn(rules, name) ? rules[name] : undefined),
    ]),
  );
  const fault = checkRule(query, {
    type: 'object',
    fields: rules,
    closed: true,
    required: operation.requiredQuery ?? [],
  });
  if (fault !== undefined) {
    throw new V2Error(400, `Query validation error: ${faultSentence(fault)}`, 'invalid_query_string');
  }
  return query;
}

function typedValue(texts: readonly string[], rule: FieldRule | undefined): JsonValue {
  if (rule?.type === 'array') return [...texts];
  const text = texts.at(-1) ?? '';
  if (rule?.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (rule?.type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  return text;
}
