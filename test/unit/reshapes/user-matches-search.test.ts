import { describe, expect, test } from '@jest/globals';
import { userMatchesSearch } from '../../../src/reshapes/search/user-matches-search.js';
import { userSearch } from '../../../src/reshapes/search/user-search.js';

const jane = {
  user_id: 'auth0|1',
  email: 'Jane@Example.com',
  name: 'Jane Smith',
  username: 'JaneS',
  email_verified: null,
  logins_count: 2,
  last_login: '2015-01-31T10:00:00.000Z',
  identities: [
    { connection: 'db', provider: 'auth0', user_id: '1', isSocial: false },
    { connection: 'fb', provider: 'facebook', user_id: '9', isSocial: true },
  ],
  app_metadata: { plan: 'Gold' },
};

describe('v1 finds Jane', () => {
  test.each<[string, string, boolean]>([
    ['by everything', '', true],
    ['by the beginning of her name', 'JANE S', true],
    ['by the beginning of her address', 'jane@', true],
    ['not by the middle of her name', 'smith', false],
    ['by her username, whatever the case', 'username:janes', true],
    ['not by another case of her id', 'user_id:AUTH0|1', false],
    ['by a null that stands for false', 'email_verified:false', true],
    ['by what is absent', 'blocked:false', true],
    ['not by what is absent', 'blocked:true', false],
    ['by the day of her login', 'lastLogin:2015-01-31', true],
    ['not by another', 'lastLogin:2015-02', false],
    ['by the number of her logins', 'loginsCount:2', true],
    ['not by none', 'loginsCount:0', false],
    ['by any identity', 'connection:fb', true],
    ['by a dotted path, if she has it', 'app_metadata.plan:gold', true],
    ['not by what is an object', 'app_metadata:gold', false],
    ['not by what every object has', 'constructor:Object', false],
    ['not if one clause fails', 'jane; loginsCount:3', false],
  ])('%s: %s', (_, search, expected) => {
    expect(userMatchesSearch(userSearch({ search }), jane)).toBe(expected);
  });

  test('by her connections, with the exact name', () => {
    const isOf = (...names: string[]): boolean =>
      userMatchesSearch(userSearch({ connections: names.map((name) => ({ name })) }), jane);
    expect([isOf('x', 'fb'), isOf('FB'), isOf()]).toEqual([true, false, false]);
  });

  test('among social users, and not among enterprise ones, because she also has a password', () => {
    expect(userMatchesSearch(userSearch({ list: 'social' }), jane)).toBe(true);
    expect(userMatchesSearch(userSearch({ list: 'enterprise' }), jane)).toBe(false);
  });

  const guest = {
    user_id: 'email|1',
    identities: [{ connection: 'email', provider: 'email', isSocial: false }],
  };

  test.each([
    { who: 'a guest by no login', user: guest, search: 'loginsCount:0', found: true },
    { who: 'a guest not by one', user: guest, search: 'loginsCount:1', found: false },
    { who: 'a guest not by the day of one', user: guest, search: 'lastLogin:2015', found: false },
    {
      who: 'who is blocked not among the others',
      user: { blocked: true },
      search: 'blocked:false',
      found: false,
    },
  ])('and $who', ({ user, search, found }) => {
    expect(userMatchesSearch(userSearch({ search }), user)).toBe(found);
  });

  test.each([
    { where: 'of a directory', provider: 'google-apps', isSocial: false, isEnterprise: true },
    { where: 'of a network', provider: 'facebook', isSocial: true, isEnterprise: false },
    { where: 'of a database', provider: 'auth0', isSocial: false, isEnterprise: false },
  ])(
    'and lists a user $where as social, as enterprise or as neither',
    ({ provider, isSocial, isEnterprise }) => {
      const user = { identities: [{ provider, isSocial }] };
      const isIn = (list: string): boolean => userMatchesSearch(userSearch({ list }), user);
      expect([isIn('social'), isIn('enterprise')]).toEqual([isSocial, isEnterprise]);
    },
  );

  test('and finds nothing in values other than users', () => {
    for (const odd of [undefined, null, 'jane', [], {}]) {
      expect(userMatchesSearch(userSearch({ search: 'jane' }), odd)).toBe(false);
    }
  });
});
