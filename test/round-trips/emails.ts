import fc from 'fast-check';
import { emailTemplateCreateToV2 } from '../../src/reshapes/emails/email-template-create-to-v2.js';
import { emailTemplatePatchToV2 } from '../../src/reshapes/emails/email-template-patch-to-v2.js';
import { emailTemplateToV1 } from '../../src/reshapes/emails/email-template-to-v1.js';
import { frozen, objectFrom, sent, smallValues, type JsonObject } from '../unit/reshapes/json-arbitrary.js';
import { anyCharacter } from '../support/any-character.js';
import { trip, v2Fields, without } from './trip.js';

const templates = fc.constantFrom('verify_email', 'welcome_email', 'reset_email', 'blocked_account');
const texts = fc.oneof(
  fc.constantFrom('', 'Hello {{ user.name }}', 'Привет 😀'),
  fc.string({ unit: anyCharacter, maxLength: 12 }),
);

const newTemplates = fc
  .record(
    {
      template: templates,
      from: texts,
      subject: texts,
      body: texts,
      syntax: fc.constantFrom('liquid', 'none'),
      disabled: fc.boolean(),
      resultUrl: fc.option(texts),
      urlLifetimeInSeconds: fc.option(fc.nat()),
      tenant: fc.constant('t'),
      includeEmailInRedirect: smallValues,
    },
    { requiredKeys: ['template', 'from', 'subject', 'body'] },
  )
  .map((template) => sent(template) as JsonObject);

/** A token belongs to one tenant, so that v1 does not show the tenant; null means that a field is not set. */
function createdInV1(body: JsonObject, lost: ReadonlySet<string>): unknown {
  const { includeEmailInRedirect: other } = body;
  const own = without(body, ['tenant', 'includeEmailInRedirect']);
  const set = Object.entries(own).filter(([, value]) => value !== null);
  return {
    syntax: 'liquid',
    disabled: false,
    ...objectFrom(set),
    ...(lost.has('other-field') || other === undefined ? {} : { includeEmailInRedirect: other }),
  };
}

const own = new Set([
  'template',
  'from',
  'subject',
  'body',
  'syntax',
  'enabled',
  'resultUrl',
  'urlLifetimeInSeconds',
]);
const fields = v2Fields('CreateEmailTemplateRequestContent').filter((field) => !own.has(field));
const held = fc
  .tuple(
    fc.record(
      {
        template: templates,
        from: fc.option(texts),
        subject: fc.option(texts),
        body: fc.option(texts),
        syntax: fc.option(fc.constant('liquid')),
        enabled: fc.boolean(),
        resultUrl: fc.option(texts),
        urlLifetimeInSeconds: fc.option(fc.nat()),
      },
      { requiredKeys: ['template', 'enabled'] },
    ),
    fc.array(fc.tuple(fc.constantFrom(...fields, 'field_of_tomorrow'), smallValues), { maxLength: 3 }),
  )
  .map(([template, other]) => sent({ ...objectFrom(other), ...template }) as JsonObject);

export const emailTrips = [
  trip({
    name: 'an e-mail template that is created and read',
    entries: ['emails.create'],
    objects: newTemplates,
    got: (body) =>
      emailTemplateToV1(frozen(emailTemplateCreateToV2(frozen({ template: body['template'], sent: body })))),
    expected: createdInV1,
  }),
  trip({
    name: 'a v2 e-mail template that is read and put back',
    entries: ['emails.get', 'emails.update'],
    objects: held,
    got: (template) => ({
      ...template,
      ...emailTemplatePatchToV2(frozen(emailTemplateToV1(frozen(template)))),
    }),
    expected: (template) => template,
  }),
];
