import { asJsonObject } from '../../syntax/json-object.js';
import { enterpriseStrategies, socialStrategies } from './strategies.js';

/**
 * v1's two flags as v2's strategies. If both are set, both groups are listed; no known client sets both.
 *
 * @param input `{ only_socials?, only_enterprise? }`
 * @returns the values of v2's `strategy`; an empty list is no filter
 */
export function connectionFilterToV2(input: unknown): readonly string[] {
  const { only_socials, only_enterprise } = asJsonObject(input);
  return [
    ...(only_socials === true ? socialStrategies : []),
    ...(only_enterprise === true ? enterpriseStrategies : []),
  ];
}
