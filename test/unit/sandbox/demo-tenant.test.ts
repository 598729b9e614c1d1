import { describe, expect, test } from '@jest/globals';
import { strategyKind } from '../../../src/sandbox/connections/connection-record.js';
import {
  demoClients,
  demoPassword,
  demoUser,
  seedDemoTenant,
} from '../../../src/sandbox/demo/demo-tenant.js';
import { dialect2015 } from '../../../src/sandbox/dialect-2015.js';
import { dialectCurrent } from '../../../src/sandbox/dialect-current.js';
import { Tenant } from '../../../src/sandbox/tenant.js';
import { mainIdentity } from '../../../src/sandbox/users/user-record.js';

describe.each([dialectCurrent, dialect2015('v2')])(
  'the demo tenant of the dialect $name',
  ({ tenant: traits }) => {
    function demo(users: number): Tenant {
      const made = new Tenant({ now: () => Date.UTC(2026, 0, 1), ...traits });
      seedDemoTenant(made, users);
      return made;
    }

    const tenant = demo(240);
    const users = tenant.users.all();

    test('is the same on every start', () => {
      expect(demo(240).users.all()).toEqual(users);
      expect(demo(240).connections.all()).toEqual(tenant.connections.all());
    });

    test('has the requested number of users, each with a unique id', () => {
      expect(users).toHaveLength(240);
      expect(new Set(users.map((user) => user.user_id)).size).toBe(240);
    });

    test('has no two users with one e-mail in one connection', () => {
      const keys = users.map((user) =>
        JSON.stringify([mainIdentity(user).connection, user.profile['email']]),
      );
      expect(new Set(keys).size).toBe(240);
    });

    test('has users of every kind', () => {
      const kinds = new Set(users.map((user) => strategyKind(mainIdentity(user).provider)));
      expect([...kinds].sort()).toEqual(['database', 'enterprise', 'passwordless', 'social']);
      expect(users.some((user) => user.identities.length > 1)).toBe(true);
      expect(users.some((user) => user.account.blocked === true)).toBe(true);
      expect(users.some((user) => user.account.logins_count === undefined)).toBe(true);
      expect(users.some((user) => user.app_metadata === undefined)).toBe(true);
    });

    test('every user belongs to an existing connection of the same strategy', () => {
      for (const user of users) {
        const { connection, provider } = mainIdentity(user);
        expect(tenant.connections.byName(connection)?.strategy).toBe(provider);
      }
    });

    test('every database user can log in', () => {
      for (const user of users.filter((one) => mainIdentity(one).provider === 'auth0')) {
        const password = user.user_id === demoUser.userId ? demoUser.password : demoPassword;
        expect(tenant.users.passwordIs(user.user_id, mainIdentity(user).connection, password)).toBe(true);
      }
    });

    test('its clients have ids of 32 characters and grants that match their names', () => {
      for (const client of Object.values(demoClients)) {
        expect(client.clientId).toMatch(/^[A-Za-z0-9_-]{32}$/);
        expect(tenant.clients.secretIs(client.clientId, client.clientSecret)).toBe(true);
      }
      expect(tenant.clients.grantOf(demoClients.service.clientId)?.scopes).toContain('delete:users');
      expect(tenant.clients.grantOf(demoClients.ungranted.clientId)).toBeUndefined();
    });

    test('without users it still has its clients and connections, and nothing else', () => {
      const empty = demo(0);
      expect(empty.users.all()).toEqual([]);
      expect(empty.devices.all()).toEqual([]);
      expect(empty.logs.all()).toEqual([]);
      expect(empty.connections.all()).toHaveLength(11);
      expect(empty.clients.all()).toHaveLength(4);
    });
  },
);
