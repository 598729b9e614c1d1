import { describe, expect, test } from '@jest/globals';
import { userListToV2 } from '../../../src/reshapes/search/user-list-to-v2.js';
import { userSearch } from '../../../src/reshapes/search/user-search.js';
import { usersFound } from '../../../src/reshapes/search/users-found.js';
import { frozen } from './json-arbitrary.js';

const many = { page: 0, per_page: 500 };
const page = { page: 2, per_page: 10 };
const searched = (search: string) => userListToV2(frozen({ search, ...page }));

describe('v2 is asked for a list of users', () => {
  test.each([
    { search: '', list: page, losses: { 'search-index': true, 'list-order': true } },
    {
      search: 'john',
      list: { ...page, q: '(name:john* OR email:john*)' },
      losses: { 'search-index': true, 'list-order': true },
    },
    {
      search: 'hobby:surf',
      list: { ...page, q: 'hobby:"surf"' },
      losses: { 'search-field': true, 'search-index': true, 'list-order': true },
    },
  ])('by page where "$search" has no exact address or id', ({ search, list, losses }) => {
    expect(searched(search)).toStrictEqual({ list, losses });
  });

  test('by the address, without losses, and by the index as well', () => {
    expect(searched('email:a@b.c')).toStrictEqual({
      email: 'a@b.c',
      list: { ...many, q: 'email:"a@b.c"' },
      losses: {},
      exact: { ...page, search: userSearch({ search: 'email:a@b.c' }) },
    });
    expect(searched('email:a@b.c; username:X').losses).toStrictEqual({ 'search-case': true });
  });

  test('by a bare address, and by the index for addresses that only begin with it', () => {
    const asked = searched('a@b.c; hobby:surf');
    expect(asked).toMatchObject({ email: 'a@b.c', begins: true, exact: page });
    expect(asked.losses).toStrictEqual({ 'search-field': true, 'search-index': true });
  });

  test('by the id only', () => {
    const asked = searched('user_id:"auth0|1"; hobby:surf');
    expect(asked).toStrictEqual({
      user_id: 'auth0|1',
      losses: {},
      exact: { ...page, search: userSearch({ search: 'user_id:"auth0|1"; hobby:surf' }) },
    });
  });
});

describe('the users that are shown', () => {
  const user = (id: string, more: object = {}) => ({ user_id: `auth0|${id}`, ...more });
  const idsOf = (search: string, answers: { fresh?: unknown; listed?: unknown }, per_page = 10) => {
    const wanted = userListToV2({ search, per_page });
    const { items, next } = usersFound(frozen({ wanted, fresh: [], ...answers }));
    return { ids: items.map((item) => (item as { user_id: string }).user_id.slice('auth0|'.length)), next };
  };

  test('for a page are in the order of creation, with the next page', () => {
    const items = [
      user('c', { created_at: '2015-03' }),
      user('a', { created_at: '2015-01' }),
      user('b', { created_at: '2015-02' }),
      user('b2', { created_at: '2015-02' }),
      user('none', { created_at: 5 }),
    ];
    const next = { page: 1 };
    expect(idsOf('', { listed: { items, next } })).toEqual({ ids: ['none', 'a', 'b', 'b2', 'c'], next });
  });

  const email = 'A@b.c';
  const typed = user('typed', { email });
  const lower = user('lower', { email: 'a@b.c' });
  const other = user('other', { email: 'A@B.C' });

  test.each([
    {
      title: 'are those that have the address now',
      fresh: [[lower], [typed]],
      items: [],
      ids: ['lower', 'typed'],
    },
    { title: 'are not those that have lost it', fresh: [[], []], items: [lower, typed], ids: [] },
    {
      title: 'are those, too, whose address is spelt as nobody was asked for',
      fresh: [[]],
      items: [other],
      ids: ['other'],
    },
    {
      title: 'are shown as they are now, and once',
      fresh: [[{ ...other, name: 'now' }]],
      items: [other],
      ids: ['other'],
    },
    {
      title: 'are not those that became others',
      fresh: [[{ ...other, email: 'x@y.z' }]],
      items: [other],
      ids: [],
    },
    { title: 'are not one who is not there', fresh: [null, [null, lower]], items: [], ids: ['lower'] },
  ])('for an address $title', ({ fresh, items, ids }) => {
    expect(idsOf(`email:${email}`, { fresh, listed: { items, next: undefined } }).ids).toEqual(ids);
  });

  test('for an id are the user with that id, and paging works as for other lists', () => {
    expect(idsOf('user_id:"auth0|lower"', { fresh: [lower] })).toEqual({ ids: ['lower'], next: undefined });
    expect(idsOf('user_id:"auth0|lower"', { fresh: [null] }).ids).toEqual([]);
    const fresh = [[lower, { ...lower, user_id: 'auth0|second' }]];
    expect(idsOf('email:a@b.c', { fresh }, 1)).toEqual({ ids: ['lower'], next: { page: 1 } });
  });

  test('are only the users in the wanted connection and the users without identities, if v2 lists more', () => {
    const wanted = { ...userListToV2({}), only: userSearch({ connection: 'db' }) };
    const inDb = user('in', { identities: [{ connection: 'db' }] });
    const items = [
      inDb,
      user('out', { identities: [{ connection: 'db-2' }] }),
      user('bare', { identities: [] }),
    ];
    expect(usersFound(frozen({ wanted, fresh: [], listed: { items, next: undefined } })).items).toEqual([
      inDb,
      items[2],
    ]);
  });
});
