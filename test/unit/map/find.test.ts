import { describe, expect, test } from '@jest/globals';
import { compileFind } from '../../../src/map/compile/find.js';

const names = { slots: new Set(['connection', 'other']), computed: new Set<string>() };
const users = [
  { id: 1, identities: [{ connection: 'google' }] },
  { id: 2, identities: [{ connection: 'google' }, { connection: 'db' }] },
  { id: 3, identities: [{ connection: 'db' }] },
  { id: 4 },
];

function find(
  criteria: Record<string, unknown>,
  list: readonly unknown[],
  slots: Record<string, string>,
): unknown {
  const scope = { slots, query: {}, body: {}, caller: { client_id: '', kind: 'app' }, answers: {} };
  return compileFind(criteria, names)(list, scope);
}

describe('find', () => {
  test.each<
    [string, Record<string, unknown>, readonly unknown[], Record<string, string>, number | undefined]
  >([
    [
      'an absent value matches nothing, not even an element without the field',
      { nick: '$connection' },
      users,
      {},
      undefined,
    ],
    [
      'arrays on the way are transparent',
      { 'identities.connection': '$connection' },
      users,
      { connection: 'db' },
      2,
    ],
    [
      'every field must have its value',
      { 'identities.connection': '$connection', id: 3 },
      users,
      { connection: 'db' },
      3,
    ],
    ['a text from a slot finds a number', { id: '$connection' }, users, { connection: '3' }, 3],
    [
      'letter case counts',
      { 'identities.connection': '$connection' },
      users,
      { connection: 'DB' },
      undefined,
    ],
    ['an inherited field is no field', { constructor: 'x' }, users, {}, undefined],
  ])('%s', (...[, criteria, list, slots, id]) => {
    expect((find(criteria, list, slots) as { id: number } | undefined)?.id).toBe(id);
  });
});
