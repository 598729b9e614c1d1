import { describe, expect, test } from '@jest/globals';
import { compilePath, compileQuery, compileValue, encodeSegment } from '../../../src/map/compile/bind.js';
import type { Scope } from '../../../src/map/route.js';
import { UnknownValue } from '../../../src/map/compile/unknown-value.js';

const names = { slots: new Set(['id']), computed: new Set(['made']) };

function scopeWith(parts: Partial<Scope>): Scope {
  const caller = { client_id: 'c', kind: 'app' };
  return { slots: {}, query: {}, body: undefined, caller, answers: {}, ...parts };
}

describe('compileValue', () => {
  test.each<[string, unknown, Partial<Scope>, unknown]>([
    [
      'a value that looks like a reference is not read again',
      '$body.x',
      { body: { x: '$body.y', y: 1 } },
      '$body.y',
    ],
    ['an absent value drops its key', { a: '$body.x', b: 1 }, { body: {} }, { b: 1 }],
    ['an absent item leaves the list', ['$body.x', 1], {}, [1]],
    [
      'null and false are values',
      { a: '$body.x', b: '$body.y' },
      { body: { x: null, y: false } },
      { a: null, b: false },
    ],
    ['constructor is no field of an object', '$body.constructor', { body: {} }, undefined],
    [
      '__proto__ is a field only where it is one',
      '$body.__proto__',
      { body: JSON.parse('{"__proto__":1}') },
      1,
    ],
    ['a text has no fields', '$body.length', { body: 'abc' }, undefined],
    ['a way through null ends', '$body.a.b.c', { body: { a: null } }, undefined],
    ['an index goes into a list', '$user.ids.1.v', { answers: { user: { ids: [{}, { v: 7 }] } } }, 7],
    ['a whole answer is handed on', '$user', { answers: { user: [1] } }, [1]],
    ['the caller has an id', '$caller.client_id', {}, 'c'],
    [
      'a slot is a slot, though a step has its name',
      '$id',
      { slots: { id: 's' }, answers: { id: 'a' } },
      's',
    ],
    ['two dollars are one', { a: '$$x' }, {}, { a: '$x' }],
    ['constants stay what they are', { a: [1, true, null, 'x'] }, {}, { a: [1, true, null, 'x'] }],
  ])('%s', (...[, source, parts, expected]) => {
    expect(compileValue(source, names)(scopeWith(parts))).toEqual(expected);
  });

  test.each([
    ['$query.page', 3],
    ['$body', { query: 1 }],
    ['$query', { page: 3 }],
    ['$caller.kind', 'app'],
    ['$user.ids.0.v', undefined],
  ])('%s is read from the source that it names', (source, expected) => {
    const scope = scopeWith({ body: { query: 1 }, query: { page: 3 }, answers: { user: { ids: null } } });
    expect(compileValue(source, names)(scope)).toEqual(expected);
  });

  test.each(['a $x b', { a: ['$'] }])('%j throws a TypeError, because no checked map holds it', (source) => {
    expect(() => compileValue(source, names)).toThrow(TypeError);
  });

  test('a value that only an answer of v2 holds prints as its reference in braces', () => {
    const value = compileValue({ a: '$user.ids.0', b: '$user' }, names);
    const answers = { user: new UnknownValue('user') };
    expect(JSON.stringify(value(scopeWith({ answers })))).toBe('{"a":"{user.ids.0}","b":"{user}"}');
  });

  test('constants are built once and cannot be changed', () => {
    const value = compileValue({ a: { b: [1] } }, names);
    const built = value(scopeWith({})) as { a: { b: number[] } };
    expect(value(scopeWith({}))).toBe(built);
    expect(() => built.a.b.push(2)).toThrow(TypeError);
    expect(Object.isFrozen(built) && Object.isFrozen(built.a)).toBe(true);
  });
});

describe('compilePath', () => {
  const pathFor = (id: string, provider: unknown = 'auth0'): string => {
    const path = compilePath('/api/v2/users/{id}/identities/{made.provider}', names);
    return path(scopeWith({ slots: { id }, answers: { made: { provider } } }));
  };

  test.each([
    ['a slash', 'a/b', 'a%2Fb'],
    ['an encoded slash', 'a%2Fb', 'a%252Fb'],
    ['a bar', 'auth0|1', 'auth0%7C1'],
    ['a query', 'a?b#c', 'a%3Fb%23c'],
    ['a line break', 'a\r\nb', 'a%0D%0Ab'],
    ['braces', '{made.provider}', '%7Bmade.provider%7D'],
    ['three dots, which do not climb', '...', '...'],
  ])('%s stays one segment', (_, id, segment) => {
    expect(pathFor(id)).toBe(`/api/v2/users/${segment}/identities/auth0`);
  });

  test.each(['', '.', '..', '\ud800'])(
    'refuses %j, which is not a valid segment or is a dot segment',
    (id) => {
      expect(() => pathFor(id)).toThrow(
        expect.objectContaining({ code: 'input-invalid', message: '"id" cannot stand in a path' }),
      );
    },
  );

  test.each([null, {}, [], true, NaN])('refuses %p as the value of a segment', (provider) => {
    expect(() => pathFor('1', provider)).toThrow(expect.objectContaining({ code: 'input-invalid' }));
  });

  test('an id that is missing from the answer of v2 is upstream-unreadable', () => {
    const unread = compilePath('/api/v2/users/{user.user_id}', names);
    expect(() => unread(scopeWith({ answers: { user: {} } }))).toThrow(
      expect.objectContaining({
        code: 'upstream-unreadable',
        message: 'v2 gave no user.user_id that can stand in a path.',
      }),
    );
  });

  test.each(['body', 'query'])('a value that is missing from the %s is input-invalid', (name) => {
    expect(() => compilePath(`/a/{${name}.x}`, names)(scopeWith({ body: {} }))).toThrow(
      expect.objectContaining({ code: 'input-invalid', message: `"${name}.x" cannot stand in a path` }),
    );
  });

  test('a value that only an answer of v2 holds stands in the path as its reference in braces', () => {
    const later = compilePath('/a/{user.id}/b', names);
    expect(later(scopeWith({ answers: { user: new UnknownValue('user') } }))).toBe('/a/{user.id}/b');
  });

  test('a template with an empty segment throws an error that says why', () => {
    expect(() => compilePath('/a//b', names)).toThrow('"" cannot be a segment of a path');
  });

  test('a number is a segment', () => {
    expect([7, 0, -1.5, Infinity].map(encodeSegment)).toEqual(['7', '0', '-1.5', undefined]);
  });

  test('a path without references stays as written', () => {
    expect(compilePath('/userinfo', names)(scopeWith({}))).toBe('/userinfo');
  });
});

describe('compileQuery', () => {
  const queryFor = (q: unknown): [string, string][] =>
    compileQuery({ q: '$body.q', page: 0, all: true }, names)(scopeWith({ body: { q } }));

  test.each<[string, unknown, [string, string][]]>([
    [
      'a list is one pair per item',
      ['a', 2],
      [
        ['q', 'a'],
        ['q', '2'],
      ],
    ],
    ['nothing is left out', undefined, []],
    ['null is left out', null, []],
    ['an empty text stays', '', [['q', '']]],
    ['false is a value', false, [['q', 'false']]],
    ['an item that is not there is left out', [undefined, null, 'a'], [['q', 'a']]],
    ['what only an answer will tell is named', new UnknownValue('user.id'), [['q', '{user.id}']]],
    ['what looks like more pairs is one value', 'a&page=9', [['q', 'a&page=9']]],
  ])('%s', (_, q, pairs) => {
    expect(queryFor(q)).toEqual([...pairs, ['page', '0'], ['all', 'true']]);
  });

  test('an object as a query value is input-invalid', () => {
    expect(() => queryFor({})).toThrow(
      expect.objectContaining({ code: 'input-invalid', message: '"q" must be a single value' }),
    );
  });
});
