import { beforeEach, expect, test } from '@jest/globals';
import { createConnection } from '../../../src/sandbox/connections/connection-create.js';
import { Tenant } from '../../../src/sandbox/tenant.js';
import { createUser } from '../../../src/sandbox/users/user-create.js';
import type { UserRecord } from '../../../src/sandbox/users/user-record.js';
import { updateUser } from '../../../src/sandbox/users/user-update.js';

let now = 0;
let tenant: Tenant;

beforeEach(() => {
  now = Date.UTC(2026, 0, 1);
  tenant = new Tenant({ now: () => now, indexLagMs: 1000 });
  createConnection(tenant, { name: 'db', strategy: 'auth0', options: { passwordPolicy: 'none' } });
});

function make(): UserRecord {
  return createUser(tenant, { connection: 'db', email: 'a@example.com', password: 'x' });
}

test('a created user is found by id and e-mail at once, by search after the lag', () => {
  const user = make();
  expect(tenant.users.get(user.user_id)).toBe(user);
  expect(tenant.users.byEmail('a@example.com')).toEqual([user]);
  expect(tenant.users.indexed()).toEqual([]);
  now += 999;
  expect(tenant.users.indexed()).toEqual([]);
  now += 1;
  expect(tenant.users.indexed()).toHaveLength(1);
});

test('search shows a changed user as it was until the lag is over', () => {
  const user = make();
  now += 1000;
  updateUser(tenant, user, { name: 'New' });
  expect(tenant.users.indexed()[0]).toMatchObject({ name: 'a@example.com' });
  now += 1000;
  expect(tenant.users.indexed()[0]).toMatchObject({ name: 'New' });
});

test('search shows a deleted user until the lag is over', () => {
  const user = make();
  now += 1000;
  tenant.users.erase(user.user_id);
  expect(tenant.users.get(user.user_id)).toBeUndefined();
  expect(tenant.users.indexed()).toHaveLength(1);
  now += 1000;
  expect(tenant.users.indexed()).toEqual([]);
});

test('a user created and deleted within the lag appears in the search and disappears again', () => {
  const user = make();
  now += 500;
  tenant.users.erase(user.user_id);
  now += 500;
  expect(tenant.users.indexed()).toHaveLength(1);
  now += 500;
  expect(tenant.users.indexed()).toEqual([]);
});

test('seeded users are in the index from the start', () => {
  tenant.users.seed(make());
  expect(tenant.users.indexed()).toHaveLength(1);
});
