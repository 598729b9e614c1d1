import { asJsonObject } from './json-object.js';
import type { JsonObject } from './json-object.js';

const sameInBoth = ['from', 'subject', 'body', 'syntax', 'resultUrl', 'urlLifetimeInSeconds'] as const;

/**
 * What a v1 client says of an e-mail template, in v2's words. v1's `tenant` goes nowhere: a token has one tenant.
 *
 * @param input a v1 body
 * @returns a body for v2's PATCH, with `enabled` as the opposite of `disabled`
 */
export function emailTemplatePatchToV2(input: unknown): JsonObject {
  const sent = asJsonObject(input);
  const patch: JsonObject = {};
  for (const key of sameInBoth) if (sent[key] !== undefined) patch[key] = sent[key];
  if (typeof sent['disabled'] === 'boolean') patch['enabled'] = !sent['disabled'];
  return patch;
}
