import { describe, expect, test } from '@jest/globals';
import { needOf } from '../../../src/map/compile/declared-needs.js';
import { areMet, lackingOf, scopesLacking, scopeSentence } from '../../../src/map/run/scope-needs.js';
import type { ScopeNeed } from '../../../src/map/route.js';
import { temporaryMap, loadTestMap, wholeMap } from '../../support/map-folder.js';

const call = 'GET /api/v2/things';
const need = (...scopes: string[]): ScopeNeed => ({ call, sets: scopes.map((set) => set.split(' ')) });

describe('the scopes of a call', () => {
  test.each<[string, ScopeNeed, string[], string[][] | undefined]>([
    ['the one that it needs', need('a'), ['a'], undefined],
    ['another one', need('a'), ['b'], [['a']]],
    ['none', need('a'), [], [['a']]],
    ['the second of two', need('a', 'b'), ['b'], undefined],
    ['neither of two', need('a', 'b'), ['c'], [['a'], ['b']]],
    ['both that are needed together', need('a b'), ['b', 'a'], undefined],
    ['one of those needed together', need('a b'), ['b'], [['a']]],
    ['a whole pair', need('a b', 'a c'), ['c', 'a'], undefined],
    ['the part that two pairs share', need('a b', 'a c'), ['a'], [['b'], ['c']]],
    ['halves of different pairs', need('a b', 'c d'), ['a', 'd'], [['b'], ['c']]],
    ['a scope that begins like it', need('read:users'), ['read:users_app_metadata'], [['read:users']]],
  ])('are compared with a token that has %s', (...[, asked, granted, lacking]) => {
    const scopes = new Set(granted);
    expect(areMet([asked], scopes)).toBe(lacking === undefined);
    expect(lackingOf([asked], scopes)).toEqual(lacking === undefined ? [] : [{ call, sets: lacking }]);
  });

  test.each([
    ['caller', ['a b', 'c'], { call, sets: [['a', 'b'], ['c']] }],
    ['caller', [], undefined],
    ['none', ['a'], undefined],
    [() => 'token', ['a'], undefined],
  ] as const)('are needed or not for the bearer %s with %j', (bearer, scopes, expected) => {
    expect(needOf({ method: 'GET', template: '/api/v2/things', scopes, bearer })).toEqual(expected);
  });

  test('that are missing are named in one sentence that says what to grant', () => {
    const lacking = [need('b a', 'c'), { call: 'POST /api/v2/things', sets: [['a']] }];
    expect(scopesLacking(lacking)).toEqual(['a', 'b']);
    expect(scopeSentence('things.make', lacking, 'x')).toBe(
      'things.make lacks b and a or c for GET /api/v2/things, and a for POST /api/v2/things: grant client x the scopes a b at the tenant.',
    );
    expect(scopeSentence('things.get', [need('a')], undefined)).toBe(
      'things.get lacks a for GET /api/v2/things: grant the client of the token the scope a at the tenant.',
    );
  });
});

test('a route knows at load which scopes it always needs, and which only some of its requests need', () => {
  const { folder, remove } = temporaryMap({ 'gadgets/set.yaml': entry }, wholeMap);
  const map = loadTestMap({ folders: [folder] });
  remove();
  expect(map.routes.find(({ id }) => id === 'gadgets.set')?.needs).toEqual({
    always: [
      { call: 'GET /api/v2/makers', sets: [['read:makers']] },
      { call: 'PATCH /api/v2/gadgets/{gadget_id}', sets: [['update:gadgets']] },
    ],
    sometimes: [
      { call: 'GET /api/v2/gadgets/{gadget_id}', sets: [['read:gadgets'], ['read:own_gadgets']] },
      { call: 'POST /api/v2/gadgets', sets: [['create:gadgets']] },
    ],
  });
});

const entry = `summary: Set a gadget.
change: v2 has no upsert.
v1: PUT /api/gadgets/{gadget_id}/whole
accepts:
  body:
    properties:
      name: { type: string }
      maker: { type: string }
v2:
  - as: maker
    lookup: maker-by-name
    with: { name: $body.maker }
  - as: before
    when: $body.name
    call: GET /api/v2/gadgets/{gadget_id}
    scopes: [read:gadgets, read:own_gadgets]
  - call: PATCH /api/v2/gadgets/{gadget_id}
    scopes: [update:gadgets]
    body: { name: $before.name, maker: $maker.id }
    absent:
      call: POST /api/v2/gadgets
      scopes: [create:gadgets]
      body: { name: $body.name }
reply: gadget-to-v1
`;
