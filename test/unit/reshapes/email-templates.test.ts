import { describe, expect, test } from '@jest/globals';
import { emailTemplateCreateToV2 } from '../../../src/reshapes/emails/email-template-create-to-v2.js';
import { emailTemplatePatchToV2 } from '../../../src/reshapes/emails/email-template-patch-to-v2.js';
import { emailTemplateToV1 } from '../../../src/reshapes/emails/email-template-to-v1.js';
import { frozen } from './json-arbitrary.js';

const recorded = {
  template: 'verify_email',
  body: "<html><body><h1>Let's get you verified!</h1></body></html>",
  from: 'someone@example.com',
  resultUrl: 'https://www.example.com/verify-email',
  subject: "Let's get you verified!",
  syntax: 'liquid',
  includeEmailInRedirect: true,
  enabled: false,
};

describe('an e-mail template', () => {
  test.each([
    {
      title: 'v2 gives null for what is not set',
      template: { enabled: null, from: null },
      shown: { disabled: true },
    },
    { title: 'one that is on', template: { enabled: true, body: '' }, shown: { disabled: false, body: '' } },
  ])('$title', ({ template, shown }) => {
    expect(emailTemplateToV1(frozen(template))).toStrictEqual(shown);
  });

  test('a recorded template comes back unchanged, except for fields that v1 did not have', () => {
    const { includeEmailInRedirect, template, ...rest } = recorded;
    const shown = emailTemplateToV1(frozen(recorded));
    expect(shown).not.toHaveProperty('enabled');
    expect(includeEmailInRedirect && 'includeEmailInRedirect' in shown).toBe(false);
    expect(emailTemplatePatchToV2(frozen(shown))).toStrictEqual(rest);
    expect(emailTemplateCreateToV2(frozen({ template, sent: shown }))).toStrictEqual({ template, ...rest });
  });

  test.each([
    {
      title: 'the tenant, the name and an enabled are not taken',
      sent: { tenant: 't', template: 'x', enabled: true, from: 'f' },
      patch: { from: 'f' },
    },
    {
      title: 'null is a value',
      sent: { resultUrl: null, urlLifetimeInSeconds: null },
      patch: { resultUrl: null, urlLifetimeInSeconds: null },
    },
    {
      title: 'disabled turns round',
      sent: { disabled: false, subject: '' },
      patch: { enabled: true, subject: '' },
    },
  ])('$title', ({ sent, patch }) => {
    expect(emailTemplatePatchToV2(frozen(sent))).toStrictEqual(patch);
  });

  test.each([undefined, {}, { template: 'reset_email', tenant: 't' }])(
    'cannot be changed with %j',
    (sent) => {
      const message = expect.stringMatching(/^The body says nothing about the template: send "from"/);
      expect(() => emailTemplatePatchToV2(sent)).toThrow(
        expect.objectContaining({ code: 'input-invalid', message }),
      );
    },
  );

  test('a new template has every field that v2 requires', () => {
    expect(emailTemplateCreateToV2({ template: 'reset_email', sent: { disabled: true } })).toStrictEqual({
      template: 'reset_email',
      body: null,
      from: null,
      subject: null,
      syntax: 'liquid',
      enabled: false,
    });
  });
});
