import { expect, test } from '@jest/globals';
import type { ConnectionRecord } from '../../src/sandbox/connections/connection-record.js';
import { raceForNames, type Contest, type Wish } from '../support/name-race.js';

const connections: Contest<ConnectionRecord> = {
  names: ['alpha', 'beta', 'gamma', 'delta-one'],
  storeOf: (tenant) => tenant.connections,
  wish(name, step, random) {
    const caller = random.pick(['app', 'app', 'global'] as const);
    const path = `/api/connections/${name}`;
    const options = { step };
    const status = random.below(2) === 0;
    const body = { name, strategy: 'ad', options, status };
    const make: Wish = { caller, method: 'POST', path: '/api/connections', body };
    const remember: Wish = { caller, method: 'GET', path: `${path}/socket` };
    return random.pick<Wish>([
      remember,
      remember,
      remember,
      remember,
      make,
      make,
      { caller, method: 'PUT', path, body: { options } },
      { caller, method: 'PUT', path, body: { status } },
      { caller, method: 'PUT', path, body },
      { caller, method: 'PUT', path, body },
      { caller, method: 'DELETE', path },
      { caller, method: 'GET', path },
    ]);
  },
  make(name, step) {
    const id = `con_${String(step).padStart(16, '0')}`;
    const body = { id, options: { made: step }, strategy: 'ad', name };
    return { id, name, strategy: 'ad', body, enabledClients: new Set() };
  },
  rename: (connection, name) => ({ ...connection, name, body: { ...connection.body, name } }),
};

test('writes by name change only connections that have just had that name, while other clients rename and replace them', async () => {
  const { faults, outcomes, left } = await raceForNames(connections);
  expect(faults).toEqual([]);
  expect(outcomes).toEqual([
    'DELETE 200',
    'DELETE 404',
    'GET 200',
    'GET 404',
    'POST 200',
    'POST 400',
    'PUT 200',
    'PUT 400',
    'PUT 404',
  ]);
  expect(new Set(left.map(({ name }) => name)).size).toBe(left.length);
}, 60_000);
