import { describe, expect, test } from '@jest/globals';
import { userList2015ToV2 } from '../../../src/reshapes/search/user-list-2015-to-v2.js';
import { usersFound } from '../../../src/reshapes/search/users-found.js';
import { contextOf } from './context.js';

const of = (searchEngine: 'v1' | 'v2') => contextOf({ searchEngine });
const all = { page: 0, per_page: 100 };

describe('a list of users of 2015', () => {
  test.each([
    ['v2', {}, { ...all, search_engine: 'v2' }],
    ['v1', {}, { ...all, search_engine: 'v1' }],
    ['v1', { connection: 'db' }, { ...all, search_engine: 'v1', connection: 'db' }],
    ['v2', { connection: 'db' }, { ...all, search_engine: 'v2', q: 'identities.connection:"db"' }],
    [
      'v2',
      { list: 'social', per_page: 5 },
      { page: 0, per_page: 5, search_engine: 'v2', q: 'identities.isSocial:true' },
    ],
  ] as const)('engine %s is asked for %j', (engine, input, list) => {
    expect(userList2015ToV2(input, of(engine)).list).toStrictEqual(list);
  });

  test('is filtered page by page by the criteria that an appliance cannot search for', () => {
    const wanted = userList2015ToV2({ search: 'jane', connection: 'db', page: 1, per_page: 1 }, of('v1'));
    expect(wanted.list).toEqual({ page: 0, per_page: 1_000, search_engine: 'v1', connection: 'db' });
    expect(wanted.losses).toEqual({ 'search-ignored': true, 'search-index': true });
    const users = ['Jane', 'Max', 'jane two', 'JANE three'].map((name, n) => ({
      user_id: `auth0|${n}`,
      name,
      identities: [{ connection: 'db' }],
    }));
    expect(usersFound({ wanted, fresh: [], listed: { items: users, next: undefined } })).toEqual({
      items: [users[2]],
      next: { page: 2 },
    });
  });

  test('is filtered by connection only, because the engine splits connection names into words', () => {
    const { only } = userList2015ToV2({ search: 'loginsCount:2', connection: 'Users' }, of('v2'));
    expect(only).toEqual([{ kind: 'connections', names: ['Users'] }]);
  });

  test('needs no engine for a user_id', () => {
    const asked = userList2015ToV2({ search: 'user_id:"auth0|1"', page: 1, per_page: 5 }, of('v1'));
    expect(asked).toMatchObject({ user_id: 'auth0|1', exact: { page: 1, per_page: 5 }, losses: {} });
    expect(asked.exact?.search).toHaveLength(1);
    expect(asked.list).toBeUndefined();
  });
});
