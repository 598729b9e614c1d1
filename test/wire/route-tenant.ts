import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import type { Scenario } from '../support/scenario.js';

const database = 'Username-Password-Authentication';
const app = demoClients.app;

const byPassword = ['auth0', database] as const;
const byGoogle = ['google-oauth2', 'google-oauth2'] as const;
const bySaml = ['samlp', 'globex-saml'] as const;

/** The fields of a user of one connection that have the same name in both versions. */
function person(name: string, bareId: string, [provider, connection]: readonly [string, string]) {
  return {
    user_id: `${provider}|${bareId}`,
    email: `${name.toLowerCase()}@example.com`,
    email_verified: true,
    name,
    nickname: name.toLowerCase(),
    picture: `https://pictures.example/${name}.png`,
    created_at: '2014-01-01T00:00:00.000Z',
    updated_at: '2015-01-01T00:00:00.000Z',
    identities: [{ user_id: bareId, provider, connection, isSocial: provider === 'google-oauth2' }],
  };
}

const jane = person('Jane', '5457edea1b8f33391a000004', byPassword);
const gina = person('Gina', '103547991597142817347', byGoogle);
const hank = person('Hank', 'globex-saml|hank', bySaml);
const linked = { user_id: '115015401343387192604', provider: 'google-oauth2', connection: 'google-oauth2' };
const max = person('Max', '5457edea1b8f33391a000005', byPassword);
const later = { created_at: '2014-06-01T00:00:00.000Z' };
const linkedMax = {
  ...max,
  ...later,
  identities: [...max.identities, { ...linked, isSocial: true, profileData: { name: 'Max M.' } }],
};

const connection = { id: 'con_0000000000000001', name: database, strategy: 'auth0', options: {} };
const social = {
  id: 'con_0000000000000002',
  name: 'google-oauth2',
  strategy: 'google-oauth2',
  options: { email: true },
};
const directory = { id: 'con_0000000000000003', name: 'umbrella-ad', strategy: 'ad', options: {} };
const rule = {
  id: 'rul_0000000000000001',
  name: 'Add country',
  script: 'function (user, context, callback) { callback(null, user, context); }',
  order: 1,
  stage: 'login_success',
};
const template = {
  template: 'verify_email',
  from: 'support@example.com',
  subject: 'Confirm your address',
  body: '<p>{{ url }}</p>',
  syntax: 'liquid',
};
const device = {
  id: 'dcr_0000000000000001',
  device_name: "Jane's phone",
  type: 'public_key',
  user_id: jane.user_id,
};
const login = {
  date: '2015-04-01T10:00:00.000Z',
  type: 's',
  client_id: app.clientId,
  user_id: jane.user_id,
  user_name: 'Jane',
};
const [firstLog, lastLog] = [
  '9002015040110000000000000000000000001',
  '9002015040110000000000000000000000002',
];

/** Fields that only the database user has. */
export const passwords = { jane: 'Jane-Doe-2015', max: 'Max-Mustermann-2015' } as const;

export const linkedUserId = `${linked.provider}|${linked.user_id}`;

/** The state of the tenant before every request, as v2 shows it. */
export const routeTenant: NonNullable<Scenario['tenant']> = {
  users: [
    {
      ...jane,
      last_login: '2015-03-31T10:00:00.000Z',
      logins_count: 42,
      user_metadata: { theme: 'dark' },
      app_metadata: { plan: 'gold' },
      password: passwords.jane,
    },
    gina,
    hank,
    { ...linkedMax, password: passwords.max },
    { ...person('Lisa', 'globex-saml|lisa', bySaml), ...later },
  ],
  devices: [device],
  clients: [
    {
      client_id: app.clientId,
      client_secret: app.clientSecret,
      name: app.name,
      callbacks: ['https://portal.example.com/callback'],
      grant_types: ['password', 'http://auth0.com/oauth/grant-type/password-realm'],
      jwt_configuration: { lifetime_in_seconds: 36_000, secret_encoded: false },
      signing_keys: [{ cert: 'CERT', pkcs7: 'PKCS7', subject: '/CN=tenant' }],
      owners: [jane.user_id],
    },
  ],
  connections: [
    { ...connection, clients: [app.clientId] },
    { ...social, clients: [app.clientId] },
    { ...directory, clients: [], online: true },
  ],
  rules: [{ ...rule, enabled: true }],
  rulesConfigs: { LOG_TOKEN: 'secret' },
  emailTemplates: [{ ...template, enabled: true }],
  logs: [firstLog, lastLog].map((id) => ({ _id: id, log_id: id, ...login })),
};

/** `_id` of a user without a database connection, which holdover derives. */
function hexOf(userId: string): string {
  return Buffer.from(userId).toString('hex');
}

const logs = [firstLog, lastLog].map((_id) => ({ _id, ...login }));

/** The same as v1 showed it to the app client. */
export const shown = {
  jane: {
    ...jane,
    _id: '5457edea1b8f33391a000004',
    lastLogin: '2015-03-31T10:00:00.000Z',
    loginsCount: 42,
    theme: 'dark',
    plan: 'gold',
  },
  hank: { ...hank, _id: hexOf(hank.user_id) },
  max: { ...linkedMax, _id: '5457edea1b8f33391a000005' },
  device: { ...device, device: device.device_name },
  client: {
    clientID: app.clientId,
    clientSecret: app.clientSecret,
    name: app.name,
    callback: 'https://portal.example.com/callback',
    callbacks: ['https://portal.example.com/callback'],
    grant_types: ['password', 'http://auth0.com/oauth/grant-type/password-realm'],
    jwtConfiguration: { lifetimeInSeconds: 36_000, secretNotEncoded: true },
    signingKey: { cert: 'CERT', pkcs7: 'PKCS7', subject: '/CN=tenant' },
    owners: [jane.user_id],
    global: false,
  },
  connection: { client_id: app.clientId, _id: connection.id, ...connection, status: true },
  social: { client_id: app.clientId, _id: social.id, ...social, status: true },
  rule: { ...rule, rule_id: rule.id, status: true },
  template: { ...template, disabled: false },
  /** Oldest first. */
  logs,
  /** Newest first. */
  logPage: { start: 0, limit: 50, length: 2, total: 2, logs: logs.toReversed() },
} as const;

/** Slots of records that exist. */
export const there: Readonly<Record<string, string>> = {
  user_id: jane.user_id,
  email: jane.email,
  'client-id': app.clientId,
  'connection-name': connection.name,
  'rule-name': rule.name,
  'config-key': 'LOG_TOKEN',
  'email-template': template.template,
  log_id: firstLog,
  refresh_token: 'a-refresh-token',
  strategy: 'samlp',
  'tenant-name': 'a-tenant',
};

/** Slots of records that do not exist. */
export const unknown: Readonly<Record<string, string>> = {
  user_id: 'auth0|nobody',
  email: 'nobody@example.com',
  'client-id': 'nobody',
  'connection-name': 'nothing',
  'rule-name': 'nothing',
  'email-template': 'blocked_account',
  log_id: '9002015040110000000000000000000000009',
};
