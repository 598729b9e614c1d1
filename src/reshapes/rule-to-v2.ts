import { asJsonObject } from './json-object.js';
import type { JsonObject } from './json-object.js';

const sameInBoth = ['name', 'script', 'order'] as const;

/**
 * What a v1 client says of a rule, in v2's words: all of a new rule, which v2 puts last if it names no order.
 *
 * @param sent a v1 body; `status` is v1's word, `enabled` what some tools send in its place, and v1's word wins
 * @returns `{ name, script, order, enabled }` without those that were not sent; v2 refuses all other fields
 */
export function ruleToV2(sent: unknown): JsonObject {
  const body = asJsonObject(sent);
  const fields: JsonObject = {};
  for (const key of sameInBoth) if (body[key] !== undefined) fields[key] = body[key];
  const enabled = body['status'] ?? body['enabled'];
  if (enabled !== undefined) fields['enabled'] = enabled;
  return fields;
}
