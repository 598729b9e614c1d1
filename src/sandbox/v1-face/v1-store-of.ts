import { createHash } from 'node:crypto';
import type { ClientRecord } from '../client-store.js';
import type { ConnectionRecord } from '../connections/connection-record.js';
import { objectAt, textAt, textsAt, without, type JsonObject } from '../json-value.js';
import type { RuleRecord } from '../rule-store.js';
import type { Tenant } from '../tenant.js';
import { mainIdentity, type UserRecord } from '../users/user-record.js';
import type { V1Connection, V1Store, V1User, V1View } from './v1-store.js';

/**
 * Converts a tenant to the v1 store that it would have been before the move to v2: the same data, in v1's own
 * records.
 */
export function v1StoreOf(tenant: Tenant): V1Store {
  const clients = tenant.clients.all();
  return {
    tenant: tenant.name,
    now: tenant.now,
    users: new Map(tenant.users.all().map((user) => [user.user_id, userOf(tenant, user)])),
    connections: new Map(
      tenant.connections.all().map((connection) => [connection.name, connectionOf(tenant, connection)]),
    ),
    clients: new Map(clients.map((client) => [client.clientId, clientOf(client)])),
    rules: new Map(tenant.rules.all().map((rule) => [rule.name, ruleOf(rule)])),
    emailTemplates: new Map([...tenant.emailTemplates].map(([name, body]) => [name, templateOf(body)])),
    mails: [],
  };
}

/** v1 had one metadata object, which v2 split in two. Only the log knows the client of the last login. */
function userOf(tenant: Tenant, user: UserRecord): V1User {
  const { user_id, created_at, updated_at, profile, account, identities } = user;
  const { blocked, last_login: lastLogin, logins_count: loginsCount } = account;
  const clientID = textAt(tenant.logs.ofUser(user_id).at(-1) ?? {}, 'client_id');
  const password = tenant.users.passwordOf(mainIdentity(user));
  return {
    _id: mongoIdOf(user_id),
    user_id,
    profile,
    account: {
      ...(blocked === undefined ? {} : { blocked }),
      ...(lastLogin === undefined ? {} : { lastLogin }),
      ...(loginsCount === undefined ? {} : { loginsCount }),
      ...(clientID === undefined ? {} : { clientID }),
    },
    identities: identities.map((identity) => ({ ...identity })),
    metadata: { ...user.user_metadata, ...user.app_metadata },
    ...(password === undefined ? {} : { password }),
    created_at,
    updated_at,
  };
}

/** For a database user the Mongo id is in the user_id. For others it is no longer known, and a hash stands in. */
function mongoIdOf(userId: string): string {
  const own = /^auth0\|([0-9a-f]{24})$/.exec(userId)?.[1];
  return own ?? createHash('sha256').update(userId).digest('hex').slice(0, 24);
}

function connectionOf({ connections, clients }: Tenant, connection: ConnectionRecord): V1Connection {
  const { id, name, strategy, body, enabledClients } = connection;
  const options = objectAt(body, 'options') ?? {};
  const url = textAt(body, 'provisioning_ticket_url');
  const views = clients
    .all()
    .filter((client) => client.body['global'] !== true)
    .map(({ clientId }): [string, V1View] => [clientId, { options, status: enabledClients.has(clientId) }]);
  return {
    id,
    name,
    strategy,
    options,
    views: new Map(views),
    removedBy: new Set(),
    online: connections.isOnline(id),
    ...(url === undefined ? {} : { provisioningTicketUrl: url }),
  };
}

function clientOf({ clientId: clientID, body }: ClientRecord): JsonObject {
  const callbacks = textsAt(body, 'callbacks');
  const jwt = objectAt(body, 'jwt_configuration') ?? {};
  const [signingKey = {}] = Array.isArray(body['signing_keys']) ? body['signing_keys'] : [];
  return {
    name: body['name'] ?? '',
    clientID,
    clientSecret: body['client_secret'] ?? '',
    tenant: body['tenant'] ?? '',
    global: body['global'] === true,
    ...(callbacks[0] === undefined ? {} : { callback: callbacks[0] }),
    callbacks,
    jwtConfiguration: {
      lifetimeInSeconds: jwt['lifetime_in_seconds'] ?? 36_000,
      secretNotEncoded: jwt['secret_encoded'] !== true,
    },
    signingKey: { key: '[sandbox key]', ...(signingKey as JsonObject) },
  };
}

function ruleOf({ id, name, script, enabled, order }: RuleRecord): JsonObject {
  return { id, rule_id: id, name, script, status: enabled, order };
}

function templateOf(body: JsonObject): JsonObject {
  const set = Object.entries(body).filter(([, value]) => value !== null);
  return { ...without(Object.fromEntries(set), ['enabled']), disabled: body['enabled'] !== true };
}
