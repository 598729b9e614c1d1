import type { Tenant } from '../tenant.js';

const script = (line: string): string => `function (user, context, callback) {\n  ${line}\n}`;

/**
 * Adds the demo rules, one with a name that v1 accepted and v2 refuses, a value that the rules read, and two
 * customised e-mail templates.
 */
export function seedRules({ rules, emailTemplates, random }: Tenant): void {
  const passOn = 'callback(null, user, context);';
  const seeded = [
    { name: 'Add country', enabled: true, script: script(`user.country = 'NL'; ${passOn}`) },
    {
      name: 'Force e-mail verification',
      enabled: true,
      script: script(`callback(user.email_verified ? null : new UnauthorizedError('verify first'), user);`),
    },
    {
      name: '100% of logins to the log',
      enabled: false,
      script: script(`context.log = user.user_id; ${passOn}`),
    },
  ];
  for (const rule of seeded) {
    const id = `rul_${random.alphanumeric(16)}`;
    rules.put({ id, ...rule, order: rules.nextOrder(), stage: 'login_success' });
  }
  rules.configs.set('LOG_TOKEN', 'sandbox-log-token');
  const shared = { from: 'Holdover <support@holdover.example>', syntax: 'liquid' };
  emailTemplates.set('verify_email', {
    template: 'verify_email',
    body: '<p>Please <a href="{{ url }}">confirm</a> your address.</p>',
    ...shared,
    resultUrl: 'https://portal.example.com/verified',
    subject: 'Confirm your address',
    enabled: true,
  });
  emailTemplates.set('welcome_email', {
    template: 'welcome_email',
    body: '<p>Welcome, {{ user.name }}!</p>',
    ...shared,
    subject: 'Welcome',
    enabled: false,
  });
}
