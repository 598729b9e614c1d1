import { emailTemplatePatchToV2 } from './email-template-patch-to-v2.js';
import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';

/** v2 requires these fields and accepts null for one without a value. v1 knew no syntax but liquid. */
const required = { body: null, from: null, subject: null, syntax: 'liquid', enabled: true } as const;

/**
 * The body that creates a template in v2. It is enabled unless v1's `disabled` says otherwise.
 *
 * @param input `{ template, sent }`: the template's name, and the v1 body
 */
export function emailTemplateCreateToV2(input: unknown): JsonObject {
  const { template, sent } = asJsonObject(input);
  return { template, ...required, ...emailTemplatePatchToV2(sent) };
}
