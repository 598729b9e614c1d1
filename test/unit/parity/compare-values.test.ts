import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareValues } from '../../../src/parity/compare/compare-values.js';

function told(control: unknown, candidate: unknown): string[] {
  return compareValues(control, candidate).map(({ path, kind }) => `${path} ${kind}`);
}

const user = (id: string, more: object = {}): object => ({ user_id: id, name: id, ...more });

describe('compareValues reports', () => {
  test.each<[string, unknown, unknown, string[]]>([
    ['missing', { a: 1, b: 2 }, { a: 1 }, ['b missing']],
    ['extra', { a: 1 }, { a: 1, b: 2 }, ['b extra']],
    ['a stored null that is gone', { a: null }, {}, ['a null-vs-absent']],
    ['a null that v1 did not show', {}, { a: null }, ['a absent-vs-null']],
    ['null for a value', { a: null }, { a: 1 }, ['a type']],
    ['value', { a: 'x' }, { a: 'y' }, ['a value']],
    ['a flag', { a: true }, { a: false }, ['a value']],
    ['type', { a: true }, { a: 'true' }, ['a type']],
    ['a list for an object', { a: [] }, { a: {} }, ['a type']],
    ['number-vs-string', { a: 36000 }, { a: '36000' }, ['a number-vs-string']],
    ['string-vs-number', { a: '36000' }, { a: 36000 }, ['a number-vs-string']],
    ['another number as text', { a: 36000 }, { a: '36001' }, ['a type']],
    [
      'date-format',
      { a: '2013-01-15T01:54:30.578Z' },
      { a: '2013-01-15T02:54:30.578+01:00' },
      ['a date-format'],
    ],
    ['a date as a number', { a: '1970-01-01T00:00:01.000Z' }, { a: 1000 }, ['a date-format']],
    ['another moment', { a: '2013-01-15T01:54:30.578Z' }, { a: '2013-01-15T01:54:30.579Z' }, ['a value']],
    ['names that could be read as dates', { a: 'May 1' }, { a: 'May 01' }, ['a value']],
    ['order', [user('a'), user('b')], [user('b'), user('a')], ['. order']],
    ['length', [user('a'), user('b')], [user('a')], ['. length', '[b] missing']],
    ['a text for an object', 'OK', {}, ['. type']],
    ['deep', { a: { b: [{ name: 'n', c: 1 }] } }, { a: { b: [{ name: 'n', c: 2 }] } }, ['a.b[n].c value']],
    ['a field with a number for a name', { 1: 'a' }, { 1: 'b' }, ['1 value']],
    ['__proto__ as a field', JSON.parse('{"__proto__":{"a":1}}'), {}, ['__proto__ missing']],
    ['a field named like a method', { toString: 1 }, {}, ['toString missing']],
  ])('%s', (...[, control, candidate, differences]) => {
    expect(told(control, candidate)).toEqual(differences);
  });
});

describe('compareValues of lists:', () => {
  test.each<[string, unknown, unknown, string[]]>([
    ['connections have no order', [{ name: 'a' }, { name: 'b' }], [{ name: 'b' }, { name: 'a' }], []],
    ['clients neither', [{ clientID: 'a' }, { clientID: 'b' }], [{ clientID: 'b' }, { clientID: 'a' }], []],
    ['users have', [user('a'), user('b'), user('c')], [user('a'), user('c'), user('b')], ['. order']],
    [
      'one who is missing moves nobody',
      [user('a'), user('b'), user('c')],
      [user('b'), user('c')],
      ['. length', '[a] missing'],
    ],
    ['one in the place of another', [user('a')], [user('b')], ['[a] missing', '[b] extra']],
    [
      'log entries are known by _id, though users stand in them twice',
      {
        logs: [
          { _id: '1', date: 'd', user_id: 'u' },
          { _id: '2', date: 'd', user_id: 'u' },
        ],
      },
      {
        logs: [
          { _id: '2', date: 'd', user_id: 'u' },
          { _id: '1', date: 'd', user_id: 'u' },
        ],
      },
      ['logs order'],
    ],
    [
      'identities are known by provider and id, and the first is the own one',
      {
        identities: [
          { provider: 'a', user_id: '1' },
          { provider: 'b', user_id: '1', x: 1 },
        ],
      },
      {
        identities: [
          { provider: 'b', user_id: '1', x: 2 },
          { provider: 'a', user_id: '1' },
        ],
      },
      ['identities[b|1].x value', 'identities order'],
    ],
    ['callbacks have an order', { callbacks: ['a', 'b'] }, { callbacks: ['b', 'a'] }, ['callbacks order']],
    [
      'one text in the place of another',
      { a: ['x', 'y', 'z'] },
      { a: ['x', 'q', 'z'] },
      ['a[y] missing', 'a[q] extra'],
    ],
    [
      'and the rest in another order',
      { a: [1, 2, 3, 1] },
      { a: [3, 1, 1] },
      ['a length', 'a[2] missing', 'a order'],
    ],
    ['scopes have none', { scope: ['a', 'b'] }, { scope: ['b', 'a'] }, []],
    [
      'what an application keeps in metadata has',
      { steps: [3, 1, 2] },
      { steps: [1, 2, 3] },
      ['steps order'],
    ],
    ['a list in a list has', { a: [[1, 2], [3]] }, { a: [[2, 1], [3]] }, ['a[0] order']],
    [
      'and so have things with names',
      { ways: [{ name: 'a' }, { name: 'b' }] },
      { ways: [{ name: 'b' }, { name: 'a' }] },
      ['ways order'],
    ],
    [
      'but a number',
      { scope: ['a', 'b', 'b'] },
      { scope: ['a', 'a', 'b', 'c'] },
      ['scope length', 'scope[b] missing', 'scope[a] extra', 'scope[c] extra'],
    ],
    [
      'two items of one name are compared by their place',
      [
        { name: 'a', x: 1 },
        { name: 'a', x: 2 },
      ],
      [
        { name: 'a', x: 1 },
        { name: 'a', x: 3 },
      ],
      ['[a].x value'],
    ],
    [
      'items without names by their place',
      [[1], { a: 1 }],
      [[1], { a: 2 }, 3],
      ['. length', '[1].a value', '[2] extra'],
    ],
    ['an empty list', { a: [] }, { a: [1] }, ['a length', 'a[1] extra']],
  ])('%s', (...[, control, candidate, differences]) => {
    expect(told(control, candidate)).toEqual(differences);
  });
});

test('the field of a difference leaves out the items of lists', () => {
  const [difference] = compareValues(
    [user('a|1', { identities: [{ provider: 'p', user_id: '1', t: 1 }] })],
    [user('a|1', { identities: [{ provider: 'p', user_id: '1' }] })],
  );
  expect(difference).toEqual({
    path: '[a|1].identities[p|1].t',
    field: 'identities.t',
    kind: 'missing',
    control: 1,
  });
});

test('a JSON value equals itself with its keys in any order', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const turned = JSON.parse(
        JSON.stringify(value, (_, inner: unknown) =>
          typeof inner === 'object' && inner !== null && !Array.isArray(inner)
            ? Object.fromEntries(Object.entries(inner).reverse())
            : inner,
        ),
      ) as unknown;
      expect(compareValues(value, turned)).toEqual([]);
    }),
  );
});

test('two JSON values that differ give differences, and as many with the sides swapped', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const [there, back] = [compareValues(a, b), compareValues(b, a)];
      expect(there.length).toBe(back.length);
      if (there.length === 0) expect(sorted(a)).toBe(sorted(b));
    }),
    { numRuns: 300 },
  );
});

/** JSON text with sorted keys and lists: two values with the same text differ only in order. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value === 0 ? 0 : value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${sorted(inner)}`)
    .sort()
    .join()}}`;
}
