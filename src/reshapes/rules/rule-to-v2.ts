import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';

const sameInBoth = ['name', 'script', 'order'] as const;

/**
 * A v1 rule body in v2's words. For a new rule it is the whole body; v2 puts a rule without `order` last.
 *
 * @param sent a v1 body; `status` is v1's word, and wins over `enabled`, which some tools send instead
 * @returns `{ name, script, order, enabled }` without fields that were not sent; v2 refuses all other fields
 */
export function ruleToV2(sent: unknown): JsonObject {
  const body = asJsonObject(sent);
  const fields: JsonObject = {};
  for (const key of sameInBoth) if (body[key] !== undefined) fields[key] = body[key];
  const enabled = body['status'] ?? body['enabled'];
  if (enabled !== undefined) fields['enabled'] = enabled;
  return fields;
}
