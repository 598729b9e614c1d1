import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';

/**
 * A v2 rule as v1 showed it: `status` in place of `enabled`, and `rule_id` beside `id`. A tool of 2016
 * (auth0-app-rule-mapping) gets the rules from node's SDK as text and identifies them by `rule_id`.
 *
 * @param input a v2 rule
 */
export function ruleToV1(input: unknown): JsonObject {
  const { enabled, ...shown } = asJsonObject(input);
  if (shown['id'] !== undefined) shown['rule_id'] = shown['id'];
  if (enabled !== undefined) shown['status'] = enabled;
  return shown;
}
