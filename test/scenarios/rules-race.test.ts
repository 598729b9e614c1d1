import { expect, test } from '@jest/globals';
import type { RuleRecord } from '../../src/sandbox/rule-store.js';
import { raceForNames, type Contest, type Wish } from '../support/name-race.js';

const names = ['Alpha', 'Beta', 'Gamma', 'Delta one'];

const rules: Contest<RuleRecord> = {
  names,
  storeOf: (tenant) => tenant.rules,
  wish(name, step, random) {
    const script = `/* ${step} */`;
    const path = `/api/rules/${encodeURIComponent(name)}`;
    const make: Wish = { method: 'POST', path: '/api/rules', body: { name, script } };
    return random.pick<Wish>([
      make,
      make,
      { method: 'PUT', path, body: { name, script, status: true } },
      { method: 'PUT', path, body: { name: random.pick(names), script } },
      { method: 'DELETE', path },
    ]);
  },
  make: (name, step) => ({
    id: `rul_${String(step).padStart(16, '0')}`,
    enabled: true,
    script: 'new',
    name,
    order: 10_000 + step,
    stage: 'login_success',
  }),
  rename: (rule, name) => ({ ...rule, name }),
};

test('writes by name change only rules that have just had that name, while other clients rename and replace them', async () => {
  const { faults, outcomes, left } = await raceForNames(rules);
  expect(faults).toEqual([]);
  expect(outcomes).toEqual([
    'DELETE 200',
    'DELETE 404',
    'POST 201',
    'POST 400',
    'PUT 200',
    'PUT 400',
    'PUT 404',
  ]);
  expect(new Set(left.map(({ name }) => name)).size).toBe(left.length);
}, 60_000);
