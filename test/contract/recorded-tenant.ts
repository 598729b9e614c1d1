import type { JsonObject } from '../../src/sandbox/json-value.js';
import { objectAt, textAt, textsAt, without } from '../../src/sandbox/json-value.js';
import type { Tenant } from '../../src/sandbox/tenant.js';
import type { Identity, UserRecord } from '../../src/sandbox/users/user-record.js';
import { profileKeys } from '../../src/sandbox/users/user-record.js';

/** Deletes all users, connections, rules and templates, so that the next case starts from nothing. */
export function clearTenant(tenant: Tenant): void {
  for (const user of tenant.users.all()) tenant.users.erase(user.user_id);
  for (const connection of tenant.connections.all()) tenant.connections.remove(connection.id);
  for (const rule of tenant.rules.all()) tenant.rules.remove(rule.id);
  tenant.rules.configs.clear();
  tenant.rules.state = 'open';
  tenant.emailTemplates.clear();
}

/** Adds a user as a recording shows it. */
export function placeUser(tenant: Tenant, shown: JsonObject): UserRecord {
  const identities = (shown['identities'] as unknown as Identity[] | undefined) ?? [];
  const user = objectAt(shown, 'user_metadata');
  const app = objectAt(shown, 'app_metadata');
  const account = Object.fromEntries(
    ['blocked', 'last_login', 'last_ip', 'logins_count', 'last_password_reset']
      .filter((key) => shown[key] !== undefined)
      .map((key) => [key, shown[key]]),
  );
  return tenant.users.put({
    user_id: textAt(shown, 'user_id') ?? '',
    created_at: textAt(shown, 'created_at') ?? '2018-01-01T00:00:00.000Z',
    updated_at: textAt(shown, 'updated_at') ?? '2018-01-01T00:00:00.000Z',
    profile: Object.fromEntries(Object.entries(shown).filter(([key]) => profileKeys.includes(key))),
    account,
    identities: identities,
    ...(user === undefined ? {} : { user_metadata: user }),
    ...(app === undefined ? {} : { app_metadata: app }),
  });
}

/** Adds a user that a recording names by id only. */
export function placeDatabaseUser(tenant: Tenant, userId: string, more: JsonObject = {}): UserRecord {
  return placeUser(tenant, {
    user_id: userId,
    email: `${userId.replace(/\W/g, '')}@example.com`,
    email_verified: false,
    identities: [
      {
        connection: 'Username-Password-Authentication',
        user_id: userId.replace('auth0|', ''),
        provider: 'auth0',
        isSocial: false,
      },
    ],
    ...more,
  });
}

/** Adds a user as one identity of a link reply shows it: profileData is its whole profile. */
export function placeIdentity(tenant: Tenant, identity: JsonObject): UserRecord {
  const { profileData, ...facts } = identity;
  return placeUser(tenant, {
    user_id: `${textAt(identity, 'provider') ?? ''}|${textAt(identity, 'user_id') ?? ''}`,
    identities: [facts],
    ...(profileData as JsonObject),
  });
}

/** Adds a connection as a recording shows it. */
export function placeConnection(tenant: Tenant, shown: JsonObject): void {
  tenant.connections.put({
    id: textAt(shown, 'id') ?? '',
    name: textAt(shown, 'name') ?? '',
    strategy: textAt(shown, 'strategy') ?? 'auth0',
    body: without(shown, ['enabled_clients']),
    enabledClients: new Set(textsAt(shown, 'enabled_clients')),
  });
}

/** The connection that almost every recording has, with the options that the case needs. */
export function placeDatabase(tenant: Tenant, options: JsonObject = {}, id = 'con_ftSSLHb0O7rcUGmF'): void {
  const name = 'Username-Password-Authentication';
  placeConnection(tenant, {
    id,
    options,
    strategy: 'auth0',
    name,
    is_domain_connection: false,
    realms: [name],
  });
}

/** Adds a client as a recording shows it. */
export function placeClient(tenant: Tenant, shown: JsonObject): void {
  tenant.clients.put({ clientId: textAt(shown, 'client_id') ?? '', body: shown });
}
