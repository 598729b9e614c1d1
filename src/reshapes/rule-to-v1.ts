import { asJsonObject } from './json-object.js';
import type { JsonObject } from './json-object.js';

/**
 * A rule as v1 showed it: v2's, with `status` in place of `enabled`.
 *
 * @param input a v2 rule
 */
export function ruleToV1(input: unknown): JsonObject {
  const { enabled, ...rule } = asJsonObject(input);
  return enabled === undefined ? rule : { ...rule, status: enabled };
}
