import { demoClients, seedClients } from './demo-clients.js';
import { demoUser } from './demo-cast.js';
import { seedConnections } from './demo-connections.js';
import { seedRules } from './demo-rules.js';
import { seedUsers } from './demo-users.js';
import { textAt } from '../json-value.js';
import type { Tenant } from '../tenant.js';
import { mainIdentity } from '../users/user-record.js';
import { userView } from '../users/user-view.js';

export { demoClients } from './demo-clients.js';
export type { DemoClient } from './demo-clients.js';
export { demoPassword, demoUser } from './demo-cast.js';

const mostLogs = 200;

/** Fills a tenant with the demo's clients, connections and rules, and this many users with their logs and devices. */
export function seedDemoTenant(tenant: Tenant, users: number): void {
  seedClients(tenant);
  seedConnections(tenant);
  if (users > 0) {
    seedUsers(tenant, users);
    seedLogs(tenant);
    seedDevices(tenant);
  }
  seedRules(tenant);
}

/** The last login of each user, oldest first: a part of the log that a real tenant would still have. */
function seedLogs(tenant: Tenant): void {
  const logins = tenant.users
    .all()
    .filter((user) => user.account.last_login !== undefined)
    .sort((one, other) => ((one.account.last_login ?? '') < (other.account.last_login ?? '') ? -1 : 1))
    .slice(-mostLogs);
  for (const user of logins) {
    const identity = mainIdentity(user);
    tenant.logs.add(
      {
        type: 's',
        connection: identity.connection,
        connection_id: tenant.connections.byName(identity.connection)?.id ?? null,
        client_id: demoClients.app.clientId,
        client_name: demoClients.app.name,
        ip: user.account.last_ip ?? '127.0.0.1',
        user_id: user.user_id,
        user_name: textAt(userView(user), 'name') ?? null,
        strategy: identity.provider,
      },
      Date.parse(user.account.last_login ?? ''),
    );
  }
}

/** Jane's phone: a public key and a refresh token. */
function seedDevices(tenant: Tenant): void {
  const shared = { user_id: demoUser.userId, client_id: demoClients.app.clientId };
  tenant.devices.add({
    ...shared,
    type: 'public_key',
    device_name: "Jane's phone",
    device_id: '68753A44-4D6F-1226-9C60-0050E4C00067',
    value: 'c2FuZGJveC1wdWJsaWMta2V5',
  });
  tenant.devices.add({
    ...shared,
    type: 'refresh_token',
    device_name: "Jane's phone",
    device_id: '68753A44-4D6F-1226-9C60-0050E4C00068',
    value: 'sandbox-refresh-token-of-jane',
  });
}
