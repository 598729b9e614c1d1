import { GatewayError } from '../errors/gateway-error.js';
import { asJsonObject } from './json-object.js';
import type { JsonObject } from './json-object.js';

const sameInBoth = ['from', 'subject', 'body', 'syntax', 'resultUrl', 'urlLifetimeInSeconds'] as const;

/**
 * What a v1 client says of an e-mail template, in v2's words. v1's `tenant` goes nowhere: a token has one tenant.
 *
 * A body that says nothing is refused: a template that nobody customised would be made of it, empty and turned on.
 *
 * @param input a v1 body; null takes `resultUrl` and `urlLifetimeInSeconds` away
 * @returns a body for v2's PATCH, with `enabled` as the opposite of `disabled`
 * @throws GatewayError `input-invalid` when the body says nothing about the template
 */
export function emailTemplatePatchToV2(input: unknown): JsonObject {
  const sent = asJsonObject(input);
  const patch: JsonObject = {};
  for (const key of sameInBoth) if (sent[key] !== undefined) patch[key] = sent[key];
  if (typeof sent['disabled'] === 'boolean') patch['enabled'] = !sent['disabled'];
  if (Object.keys(patch).length > 0) return patch;
  throw new GatewayError('input-invalid', {
    message:
      'The body says nothing about the template: send "from", "subject", "body", "disabled", "resultUrl", "urlLifetimeInSeconds" or "syntax".',
  });
}
