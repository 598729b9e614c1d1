import { strategyKind } from '../connections/connection-record.js';
import type { CastMember } from './demo-cast.js';
import { demoCast, demoPassword } from './demo-cast.js';
import { asLocalPart, familyNames, givenNames } from './demo-names.js';
import type { JsonObject } from '../json-value.js';
import { RandomSource } from '../random-source.js';
import type { Tenant } from '../tenant.js';
import type { Account, Identity, UserRecord } from '../users/user-record.js';

interface Home {
  readonly connection: string;
  readonly provider: string;
  /** Percentage of the users. */
  readonly share: number;
  readonly domain?: string;
}

const homes: readonly Home[] = [
  { connection: 'Username-Password-Authentication', provider: 'auth0', share: 50 },
  { connection: 'Partner-Portal', provider: 'auth0', share: 12, domain: 'partner.example' },
  { connection: 'google-oauth2', provider: 'google-oauth2', share: 12, domain: 'gmail.example' },
  { connection: 'github', provider: 'github', share: 5 },
  { connection: 'facebook', provider: 'facebook', share: 4 },
  { connection: 'acme-waad', provider: 'waad', share: 7, domain: 'acme.example' },
  { connection: 'globex-saml', provider: 'samlp', share: 4, domain: 'globex.example' },
  { connection: 'initech-adfs', provider: 'adfs', share: 2, domain: 'initech.example' },
  { connection: 'umbrella-ad', provider: 'ad', share: 2, domain: 'umbrella.example' },
  { connection: 'email', provider: 'email', share: 2 },
];

const firstDay = Date.UTC(2014, 2, 1);
const lastDay = Date.UTC(2025, 5, 1);
const domains = ['example.com', 'example.org', 'example.net', 'mail.example'];
const roles = ['reader', 'editor', 'admin', 'billing'];
const plans = ['free', 'silver', 'gold'];

/** Adds this many users: first the demo cast, then generated ones, the same on every start. */
export function seedUsers(tenant: Tenant, count: number): void {
  const random = new RandomSource(7_132_020);
  for (let index = 0; index < count; index += 1) {
    const member = demoCast[index] ?? stranger(random, index);
    tenant.users.seed(record(random, member));
    if (member.password !== undefined) tenant.users.setPassword(mainOf(member), member.password);
  }
}

function record(random: RandomSource, member: CastMember): UserRecord {
  const createdAt = firstDay + random.below(lastDay - firstDay);
  const account = accountOf(random, member, createdAt);
  const linked = (member.linked ?? []).map((one): Identity => {
    const { connection, provider, bareId: user_id, profile: profileData } = one;
    return { profileData, connection, user_id, provider, isSocial: strategyKind(provider) === 'social' };
  });
  const { user_metadata: userBag, app_metadata: appBag } = member;
  return {
    user_id: `${member.provider}|${member.bareId}`,
    created_at: new Date(createdAt).toISOString(),
    updated_at: account.last_login ?? new Date(createdAt).toISOString(),
    profile: member.profile,
    account,
    identities: [mainOf(member), ...linked],
    ...(userBag === undefined ? {} : { user_metadata: userBag }),
    ...(appBag === undefined ? {} : { app_metadata: appBag }),
  };
}

/** A user who never logged in has none of the three login keys (recorded). */
function accountOf(random: RandomSource, member: CastMember, createdAt: number): Account {
  const blocked = member.blocked === undefined ? {} : { blocked: member.blocked };
  if (member.logins === undefined) return blocked;
  const lastLogin = createdAt + random.below(lastDay - createdAt);
  return {
    ...blocked,
    last_login: new Date(lastLogin).toISOString(),
    last_ip: `203.0.113.${random.below(254) + 1}`,
    logins_count: member.logins,
  };
}

function mainOf(member: CastMember): Identity {
  const { connection, provider, bareId } = member;
  const isSocial = strategyKind(provider) === 'social';
  const token = isSocial ? { access_token: `sandbox-idp-token-${bareId}` } : {};
  return { connection, user_id: bareId, provider, isSocial, ...token };
}

function stranger(random: RandomSource, index: number): CastMember {
  const home = pickHome(random);
  const given = random.pick(givenNames);
  const family = random.pick(familyNames);
  const local = `${asLocalPart(given)}.${asLocalPart(family)}${index}`;
  const email = `${local}@${home.domain ?? random.pick(domains)}`;
  const kind = strategyKind(home.provider);
  const profile: JsonObject = {
    email,
    ...(kind === 'enterprise' ? {} : { email_verified: random.next() < 0.7 }),
    ...(home.connection === 'Partner-Portal' ? { username: local } : {}),
    ...(random.next() < 0.8 ? { given_name: given, family_name: family, name: `${given} ${family}` } : {}),
    ...(kind === 'social' ? { picture: `https://avatars.example/${local}.png`, nickname: local } : {}),
  };
  return {
    connection: home.connection,
    provider: home.provider,
    bareId: bareIdFor(random, home, email),
    profile,
    ...(kind === 'database' ? { password: demoPassword } : {}),
    ...(random.next() < 0.04 ? { blocked: true } : {}),
    ...(random.next() < 0.75 ? { logins: random.below(120) + 1 } : {}),
    ...someMetadata(random),
  };
}

function someMetadata(random: RandomSource): Pick<CastMember, 'app_metadata' | 'user_metadata'> {
  const app: JsonObject = { plan: random.pick(plans), roles: [random.pick(roles)], seats: random.below(20) };
  const user: JsonObject = {
    theme: random.pick(['dark', 'light']),
    address: { country: random.pick(['DE', 'FR', 'BR']) },
  };
  return {
    ...(random.next() < 0.5 ? { app_metadata: app } : {}),
    ...(random.next() < 0.3 ? { user_metadata: user } : {}),
  };
}

function bareIdFor(random: RandomSource, home: Home, email: string): string {
  switch (home.provider) {
    case 'google-oauth2':
      return `1${String(random.below(1e9)).padStart(9, '0')}${String(random.below(1e9)).padStart(10, '0')}`;
    case 'github':
    case 'facebook':
      return String(100_000 + random.below(1e9));
    case 'samlp':
    case 'adfs':
      return `${home.connection}|${email}`;
    case 'ad':
      return `${home.connection}|${random.hex(8)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}`;
    case 'waad':
      return random.alphanumeric(43);
    default:
      return random.hex(24);
  }
}

function pickHome(random: RandomSource): Home {
  let left = random.below(100);
  for (const home of homes) {
    left -= home.share;
    if (left < 0) return home;
  }
  return random.pick(homes);
}
