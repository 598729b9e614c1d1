import { asJsonObject } from './json-object.js';
import type { JsonObject } from './json-object.js';

/**
 * A rule as v1 showed it: v2's, with `status` in place of `enabled`, and `rule_id` beside `id`. By `rule_id` a tool of
 * 2016 (auth0-app-rule-mapping) tells the rules apart that node's SDK hands it as text.
 *
 * @param input a v2 rule
 */
export function ruleToV1(input: unknown): JsonObject {
  const { enabled, ...shown } = asJsonObject(input);
  if (shown['id'] !== undefined) shown['rule_id'] = shown['id'];
  if (enabled !== undefined) shown['status'] = enabled;
  return shown;
}
