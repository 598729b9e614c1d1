import { describe, expect, test } from '@jest/globals';
import type { SearchLoss } from '../../../src/reshapes/search/search-loss.js';
import { toEngineV1 } from '../../../src/reshapes/search/to-engine-v1.js';
import { toEngineV2 } from '../../../src/reshapes/search/to-engine-v2.js';
import { toEngineV3 } from '../../../src/reshapes/search/to-engine-v3.js';
import { userSearch } from '../../../src/reshapes/search/user-search.js';

describe('a search for the engine of 2015', () => {
  test.each([
    ['the whole of a field', 'name:"john"', 'name.raw:"john"'],
    ['another case too', 'email:J@x.y', '(email.raw:"J@x.y" OR email.raw:"j@x.y")'],
    ['a field without a subfield', 'user_id:auth0|A', 'user_id:"auth0|A"'],
    ['a word', 'John', '(name:john* OR email.raw:john*)'],
    ['more than a word', 'John S', '(name.raw:John\\ S* OR email.raw:john\\ s*)'],
    ['a boolean', 'blocked:false', 'NOT blocked:true'],
  ])('%s', (_, search, q) => {
    expect(toEngineV2(userSearch({ search })).q).toBe(q);
  });

  test('the lists of the migration table', () => {
    expect(toEngineV2(userSearch({ list: 'social', connection: 'a"b' })).q).toBe(
      'identities.connection:"a\\"b" AND identities.isSocial:true',
    );
    expect(toEngineV2(userSearch({ list: 'enterprise' })).q).toBe(
      'identities.isSocial:false AND NOT identities.provider:"auth0"',
    );
    expect(toEngineV2([]).q).toBeUndefined();
  });
});

describe('the losses of a search that an engine cannot express', () => {
  const engines = { v1: toEngineV1, v2: toEngineV2, v3: toEngineV3 };

  test.each<[keyof typeof engines, string, SearchLoss[]]>([
    ['v3', 'John; email:A@b.c; user_id:"auth0|A"; blocked:false', []],
    ['v3', 'username:JaneS', ['search-case']],
    ['v3', 'phone_number:"+49 30"', []],
    ['v3', 'hobby:surf; username:a; gender:x', ['search-field', 'search-case']],
    ['v3', 'username:a; loginsCount:x', []],
    ['v2', 'john', ['search-words', 'search-case']],
    ['v2', '1 2', []],
    ['v2', 'email:a@b.c', ['search-case']],
    ['v2', 'connection:Db; blocked:true', ['search-words']],
    ['v2', 'user_id:"auth0|1"', ['search-words']],
    ['v2', 'identities.user_id:"Ab"', []],
    ['v2', 'hobby:5', ['search-field', 'search-words']],
    ['v1', '', []],
    ['v1', 'john', ['search-ignored']],
    ['v1', 'loginsCount:x', ['search-ignored']],
  ])('are reported for engine %s and %s', (engine, search, losses) => {
    expect(engines[engine](userSearch({ search })).losses).toEqual(losses);
  });
});

describe("the appliance's engine takes one connection", () => {
  test.each<[string, object, ReturnType<typeof toEngineV1>]>([
    ['none', {}, { connection: undefined, losses: [] }],
    ['one', { connection: 'a" OR "b' }, { connection: 'a" OR "b', losses: [] }],
    [
      'one, and more that is ignored',
      { connection: 'a', search: 'x' },
      { connection: 'a', losses: ['search-ignored'] },
    ],
  ])('%s', (_, input, query) => {
    expect(toEngineV1(userSearch(input))).toEqual(query);
  });

  test('the first connection if all of several must match, and none if any of several may match', () => {
    const one = { kind: 'connections', names: ['a'] } as const;
    const other = { kind: 'connections', names: ['b'] } as const;
    const either = { kind: 'connections', names: ['a', 'b'] } as const;
    expect(toEngineV1([one, one])).toEqual({ connection: 'a', losses: [] });
    expect(toEngineV1([one, other])).toEqual({ connection: 'a', losses: ['search-ignored'] });
    expect(toEngineV1([either])).toEqual({ connection: undefined, losses: ['search-ignored'] });
  });
});
