import { seedConnections } from '../../src/sandbox/demo/demo-connections.js';
import type { DeviceRecord } from '../../src/sandbox/device-store.js';
import type { RuleRecord } from '../../src/sandbox/rule-store.js';
import { seedClients } from '../../src/sandbox/demo/demo-clients.js';
import type { Tenant } from '../../src/sandbox/tenant.js';
import {
  mainIdentity,
  profileKeys,
  type Identity,
  type UserRecord,
} from '../../src/sandbox/users/user-record.js';
import type { JsonObject } from '../../src/sandbox/json-value.js';
import type { Scenario } from './scenario.js';

const accountKeys = [
  'blocked',
  'last_login',
  'last_ip',
  'logins_count',
  'last_password_reset',
  'multifactor',
];
const longAgo = '2015-01-01T00:00:00.000Z';

/** Puts a scenario's tenant into a sandbox, in place of its state; default: the demo's clients and connections. */
export function seedTenant(tenant: Tenant, given: NonNullable<Scenario['tenant']>): void {
  for (const user of tenant.users.all()) {
    for (const device of tenant.devices.ofUser(user.user_id)) tenant.devices.remove(device.id);
    tenant.users.erase(user.user_id);
  }
  for (const { password, ...user } of given.users ?? []) {
    const record = tenant.users.seed(toRecord(user));
    if (typeof password === 'string') tenant.users.setPassword(mainIdentity(record), password);
  }
  for (const device of given.devices ?? [])
    tenant.devices.add({ value: 'key', ...device } as unknown as DeviceRecord);
  putClients(tenant, given.clients);
  for (const { id } of tenant.connections.all()) tenant.connections.remove(id);
  if (given.connections === undefined) seedConnections(tenant);
  for (const { clients, online, ...body } of given.connections ?? []) {
    const { id, name, strategy } = body as { id: string; name: string; strategy: string };
    const enabledClients = new Set(clients as string[] | undefined);
    tenant.connections.put({ id, name, strategy, body: body as JsonObject, enabledClients });
    tenant.connections.setOnline(id, online === true);
  }
  tenant.logs.seed((given.logs ?? []) as JsonObject[]);
  seedRules(tenant, given);
  tenant.emailTemplates.clear();
  for (const template of given.emailTemplates ?? [])
    tenant.emailTemplates.set(String(template['template']), template as JsonObject);
}

function seedRules({ rules }: Tenant, given: NonNullable<Scenario['tenant']>): void {
  for (const { id } of rules.all()) rules.remove(id);
  for (const rule of given.rules ?? []) rules.put(rule as unknown as RuleRecord);
  rules.configs.clear();
  for (const [key, value] of Object.entries(given.rulesConfigs ?? {})) rules.configs.set(key, value);
  rules.state = given.rulesState ?? 'open';
}

function putClients(tenant: Tenant, clients: readonly Record<string, unknown>[] | undefined): void {
  for (const { clientId } of tenant.clients.all()) tenant.clients.remove(clientId);
  if (clients === undefined || tenant.traits.typedIds === true) seedClients(tenant);
  if (clients !== undefined) {
    for (const { clientId, body } of tenant.clients.all())
      if (body['global'] !== true) tenant.clients.remove(clientId);
  }
  for (const client of clients ?? [])
    tenant.clients.put({ clientId: String(client['client_id']), body: client as JsonObject });
}

/** Splits a user in v2's form into the parts that a tenant stores. */
function toRecord(user: Record<string, unknown>): UserRecord {
  const { user_id, identities, created_at, updated_at, user_metadata, app_metadata } = user;
  return {
    user_id: String(user_id),
    created_at: (created_at as string | undefined) ?? longAgo,
    updated_at: (updated_at as string | undefined) ?? longAgo,
    profile: pick(user, profileKeys) as JsonObject,
    account: pick(user, accountKeys),
    identities: identities as Identity[],
    ...(user_metadata === undefined ? {} : { user_metadata: user_metadata as JsonObject }),
    ...(app_metadata === undefined ? {} : { app_metadata: app_metadata as JsonObject }),
  };
}

function pick(from: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]]));
}
