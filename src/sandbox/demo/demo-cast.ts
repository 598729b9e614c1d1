import type { JsonObject } from '../json-value.js';

/** A demo user that documents and tests refer to by name, as data. */
export interface CastMember {
  readonly connection: string;
  readonly provider: string;
  /** Without the provider's prefix. */
  readonly bareId: string;
  readonly profile: JsonObject;
  readonly password?: string;
  readonly blocked?: boolean;
  readonly logins?: number;
  readonly user_metadata?: JsonObject;
  readonly app_metadata?: JsonObject;
  readonly linked?: readonly {
    readonly connection: string;
    readonly provider: string;
    readonly bareId: string;
    readonly profile: JsonObject;
  }[];
}

/** The password of every database user except Jane. */
export const demoPassword = 'Demo-Password-1';

/** The main user of documents and tests. */
export const demoUser = {
  userId: 'auth0|5457edea1b8f33391a000004',
  email: 'jane.doe@example.com',
  password: 'Jane-Doe-2015',
  connection: 'Username-Password-Authentication',
} as const;

const database = 'Username-Password-Authentication';

/** The first users of every tenant with users, each with one oddity. */
export const demoCast: readonly CastMember[] = [
  {
    connection: database,
    provider: 'auth0',
    bareId: demoUser.userId.slice('auth0|'.length),
    password: demoUser.password,
    profile: {
      email: demoUser.email,
      email_verified: true,
      given_name: 'Jane',
      family_name: 'Doe',
      name: 'Jane Doe',
    },
    logins: 42,
    user_metadata: { theme: 'dark', newsletter: true },
    app_metadata: { plan: 'gold', roles: ['admin', 'editor'], limits: { seats: 5, regions: ['eu', 'us'] } },
  },
  {
    connection: 'google-oauth2',
    provider: 'google-oauth2',
    bareId: '103547991597142817347',
    profile: {
      email: demoUser.email,
      email_verified: true,
      given_name: 'Jane',
      family_name: 'Doe',
      name: 'Jane Doe',
    },
    logins: 3,
  },
  {
    connection: database,
    provider: 'auth0',
    bareId: '5457edea1b8f33391a000005',
    password: demoPassword,
    profile: { email: 'max.mustermann@example.org', email_verified: true, name: 'Max Mustermann' },
    logins: 17,
    app_metadata: { plan: 'free' },
    linked: [
      {
        connection: 'google-oauth2',
        provider: 'google-oauth2',
        bareId: '115015401343387192604',
        profile: { email: 'max@gmail.example', email_verified: true, name: 'Max M.', given_name: 'Max' },
      },
      {
        connection: 'github',
        provider: 'github',
        bareId: '583231',
        profile: { nickname: 'maxm', name: 'Max Mustermann', email: 'max@users.noreply.example' },
      },
    ],
  },
  {
    connection: 'globex-saml',
    provider: 'samlp',
    bareId: 'globex-saml|hank.scorpio@globex.example',
    profile: {
      email: 'hank.scorpio@globex.example',
      name: 'Hank Scorpio',
      given_name: 'Hank',
      family_name: 'Scorpio',
    },
    logins: 8,
  },
  {
    connection: 'globex-saml',
    provider: 'samlp',
    bareId: 'globex-saml|https://idp.globex.example/u/7?a=1&b=+#x',
    profile: { email: 'odd.id@globex.example', name: 'Frank Grimes' },
    logins: 1,
  },
  {
    connection: 'umbrella-ad',
    provider: 'ad',
    bareId: 'umbrella-ad|6f9619ff-8b86-d011-b42d-00cf4fc964ff',
    profile: { email: 'alice@umbrella.example', name: 'Alice Abernathy', nickname: 'alice' },
    logins: 5,
  },
  {
    connection: database,
    provider: 'auth0',
    bareId: '5457edea1b8f33391a000006',
    password: demoPassword,
    blocked: true,
    profile: { email: 'mallory@example.net', email_verified: true, name: 'Mallory' },
    logins: 2,
    app_metadata: { blocked_reason: 'chargeback' },
  },
  {
    connection: database,
    provider: 'auth0',
    bareId: '5457edea1b8f33391a000007',
    password: demoPassword,
    profile: {
      email: 'lilei@example.com',
      email_verified: false,
      name: '李雷',
      nickname: '雷',
      family_name: '李',
    },
    user_metadata: { address: { city: '北京', lines: ['长安街 1 号'] } },
  },
  {
    connection: 'Partner-Portal',
    provider: 'auth0',
    bareId: '5457edea1b8f33391a000008',
    password: demoPassword,
    profile: {
      email: 'zoe@partner.example',
      username: 'zoe',
      email_verified: true,
      name: "Zoë O'Brien-Núñez",
    },
    logins: 11,
    app_metadata: { partner: { id: 7, tier: 'silver' } },
  },
  {
    connection: 'email',
    provider: 'email',
    bareId: '5457edea1b8f33391a000009',
    profile: { email: 'passwordless@example.com', email_verified: true },
    logins: 1,
  },
  {
    connection: 'sms',
    provider: 'sms',
    bareId: '5457edea1b8f33391a00000a',
    profile: { phone_number: '+4930901820', phone_verified: true },
    logins: 1,
  },
];
