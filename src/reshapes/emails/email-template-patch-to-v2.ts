import { GatewayError } from '../../errors/gateway-error.js';
import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';

const sameInBoth = ['from', 'subject', 'body', 'syntax', 'resultUrl', 'urlLifetimeInSeconds'] as const;

/**
 * A v1 body for an e-mail template in v2's words. v1's `tenant` is dropped: a token has one tenant.
 *
 * A body that says nothing about the template is refused: for a template that nobody has customised it would create
 * an empty one and enable it.
 *
 * @param input a v1 body; null removes `resultUrl` and `urlLifetimeInSeconds`
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
