import { asJsonObject } from './json-object.js';
import { enterpriseStrategies, socialStrategies } from './strategies.js';

/**
 * v1's two flags as strategies. Who asks for both gets both; no client that we know of does.
 *
 * @param input `{ only_socials?, only_enterprise? }`
 * @returns the values of v2's `strategy`; none is no filter
 */
export function connectionFilterToV2(input: unknown): readonly string[] {
  const { only_socials, only_enterprise } = asJsonObject(input);
  return [
    ...(only_socials === true ? socialStrategies : []),
    ...(only_enterprise === true ? enterpriseStrategies : []),
  ];
}
