import type { FieldRule } from '../field-rule.js';
import { anyBoolean } from '../field-rule.js';
import type { JsonObject } from '../json-value.js';
import { textAt } from '../json-value.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Call, World } from '../operation.js';
import { V2Error } from '../v2-error.js';

/** The template names of the official OpenAPI, including the legacy ones. */
const templateName: FieldRule = {
  type: 'string',
  enum: `verify_email verify_email_by_code auth_email_by_code reset_email reset_email_by_code welcome_email
    blocked_account stolen_credentials enrollment_email mfa_oob_code user_invitation change_password password_reset
    async_approval`.split(/\s+/),
};

const text: FieldRule = { type: ['string', 'null'] };
const fields: Record<string, FieldRule> = {
  template: templateName,
  body: text,
  from: text,
  resultUrl: text,
  subject: text,
  syntax: text,
  urlLifetimeInSeconds: { type: ['number', 'null'], minimum: 0 },
  includeEmailInRedirect: anyBoolean,
  enabled: { type: ['boolean', 'null'] },
};
const whole: FieldRule = {
  type: 'object',
  closed: true,
  required: ['template', 'body', 'from', 'subject', 'syntax', 'enabled'],
  fields,
};
const params = { name: templateName };

/** `/email-templates`: the customised templates. There is no DELETE; a template that was never customised is 404. */
export const emailTemplatesResource: readonly Operation[] = [
  {
    method: 'POST',
    path: '/email-templates',
    scopes: ['create:email_templates'],
    body: whole,
    answer: (call, { tenant }) => {
      const body = bodyObject(call);
      const name = textAt(body, 'template') ?? '';
      // Recorded, without an errorCode.
      if (tenant.emailTemplates.has(name)) throw new V2Error(409, `Template ${name} already exists.`);
      tenant.emailTemplates.set(name, body);
      return { status: 200, body };
    },
  },
  {
    method: 'GET',
    path: '/email-templates/:name',
    scopes: ['read:email_templates'],
    params,
    answer: (call, world) => ({
      status: 200,
      body: theTemplate(
        call,
        world,
        new V2Error(404, 'The template does not exist.', 'inexistent_email_template'),
      ),
    }),
  },
  {
    method: 'PATCH',
    path: '/email-templates/:name',
    scopes: ['update:email_templates'],
    params,
    body: { type: 'object', closed: true, fields },
    answer: (call, world) => changed(call, world, (before) => ({ ...before, ...bodyObject(call) })),
  },
  {
    method: 'PUT',
    path: '/email-templates/:name',
    scopes: ['update:email_templates'],
    params,
    body: whole,
    answer: (call, world) => changed(call, world, () => bodyObject(call)),
  },
];

function theTemplate(call: V2Call, { tenant }: World, absent: V2Error): JsonObject {
  const template = tenant.emailTemplates.get(call.params['name'] ?? '');
  if (template === undefined) throw absent;
  return template;
}

/** PATCH and PUT do not create (official). */
function changed(
  call: V2Call,
  world: World,
  change: (before: JsonObject) => JsonObject,
): { status: number; body: JsonObject } {
  const absent = new V2Error(404, 'Template not found and cannot be updated.');
  const body = change(theTemplate(call, world, absent));
  world.tenant.emailTemplates.set(call.params['name'] ?? '', body);
  return { status: 200, body };
}
