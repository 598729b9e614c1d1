import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';

const sameInBoth = [
  'template',
  'from',
  'subject',
  'body',
  'syntax',
  'resultUrl',
  'urlLifetimeInSeconds',
] as const;

/**
 * An e-mail template as v1 showed it: `disabled` is the opposite of v2's `enabled`.
 *
 * @param input a v2 template, in which fields that are not set are null or absent
 * @returns `{ template, disabled, from, subject, body, syntax, resultUrl, urlLifetimeInSeconds }` without fields that
 *   are not set
 */
export function emailTemplateToV1(input: unknown): JsonObject {
  const stored = asJsonObject(input);
  const template: JsonObject = {};
  for (const key of sameInBoth) {
    const value = stored[key];
    if (value !== undefined && value !== null) template[key] = value;
  }
  template['disabled'] = stored['enabled'] !== true;
  return template;
}
