import { describe, expect, test } from '@jest/globals';
import { toEngineV3 } from '../../../src/reshapes/search/to-engine-v3.js';
import { userSearch } from '../../../src/reshapes/search/user-search.js';

function queryOf(input: object): string | undefined {
  return toEngineV3(userSearch(input)).q;
}

const startsWith = (text: string): string => `(name:${text}* OR email:${text}*)`;

describe('a v1 search is printed as Lucene', () => {
  test.each([
    ['an unclosed quote is only a character', '"john', startsWith('\\"john')],
    [
      'a field name that v2 would take for an operator is text',
      '_exists_:email',
      startsWith('_exists_\\:email'),
    ],
    ['nothing but separators is no filter', ' ; ;', undefined],
    ['an empty search is no filter', '', undefined],
    ['an empty value finds nobody rather than everybody', 'email:""', 'email:""'],
    ['.NET prints a boolean with a capital', 'email_verified:True', 'email_verified:true'],
    ['a bare term is a prefix of name or e-mail', 'john', startsWith('john')],
    ['a bare term with a space is one term', 'john smith', startsWith('john\\ smith')],
    ['a plus stays one', 'a+b@c.d', startsWith('a\\+b@c.d')],
    ['a wildcard is only a character', 'a*', startsWith('a\\*')],
    ['a space may follow the colon', 'email: foo@bar.com', 'email:"foo@bar.com"'],
    ['quotes part nothing', 'family_name:"a; b:c"', 'family_name:"a; b:c"'],
    [
      'the documented example, with v1’s names',
      'email_verified:true; loginsCount:1; family_name:"johnson"',
      'email_verified:true AND logins_count:1 AND family_name:"johnson"',
    ],
    ['clauses may be parted by a space', 'name:jane email:j@x.y', 'name:"jane" AND email:"j@x.y"'],
    ['a number is one in quotes too', 'loginsCount:"1"', 'logins_count:1'],
    ['false is whatever is not true', 'blocked:false', 'NOT blocked:true'],
    ['zero is whatever is not more', 'loginsCount:0', 'NOT logins_count:[1 TO *]'],
    ['an identity has always said whether it is social', 'isSocial:false', 'identities.isSocial:false'],
    ['a day is a range', 'lastLogin:2015-01-31', 'last_login:[2015-01-31 TO 2015-01-31]'],
    ['what no user can have is asked of nobody', 'name:x; blocked:maybe', 'NOT _exists_:user_id'],
    ['a text that v2 would not take is asked of nobody', 'x'.repeat(10_000), 'NOT _exists_:user_id'],
    ['an operator in the place of a field is text', 'AND:x', startsWith('AND\\:x')],
    ['everything is text', '*:*', startsWith('\\*\\:\\*')],
    ['a field that v2 may not know is text', 'hobby:5', 'hobby:"5"'],
    ['a backslash is escaped', 'name:a\\', 'name:"a\\\\"'],
  ])('%s', (_, search, expected) => {
    expect(queryOf({ search })).toBe(expected);
  });

  test('the list narrows the search', () => {
    expect(queryOf({ search: 'x', list: 'social' })).toBe(`${startsWith('x')} AND identities.isSocial:true`);
    expect(queryOf({ list: 'enterprise' })).toBe(
      'identities.isSocial:false AND NOT identities.provider:"auth0"',
    );
    expect(queryOf({ connection: 'a" OR "b' })).toBe('identities.connection:"a\\" OR \\"b"');
    expect(queryOf({ connectionOrAll: 'All' })).toBeUndefined();
    expect(queryOf({ connectionOrAll: 'a' })).toBe('identities.connection:"a"');
    expect(queryOf({ connection: 'All' })).toBe('identities.connection:"All"');
  });
});

test.each([
  { title: 'no connection finds nobody', connections: [], query: 'NOT _exists_:user_id' },
  { title: 'nor does an answer that cannot be read', connections: [{}, null], query: 'NOT _exists_:user_id' },
  { title: 'one needs no brackets', connections: [{ name: 'a' }], query: 'identities.connection:"a"' },
  {
    title: 'a name stays a name',
    connections: [{ name: 'a' }, { name: '") OR (name:*' }],
    query: 'identities.connection:("a" OR "\\") OR (name:*")',
  },
])('the users of a client: $title', ({ connections, query }) => {
  expect(queryOf({ connections })).toBe(query);
  if (!query.startsWith('NOT')) expect(queryOf({ connections, search: 'x:1' })).toBe(`${query} AND x:"1"`);
});

test('the users of a client: the names of 400 connections fit in one call, with its path and its other parameters', () => {
  const connections = Array.from({ length: 400 }, (_, index) => ({ name: `customer-${100 + index}` }));
  expect(encodeURIComponent(queryOf({ connections }) ?? '').length).toBeLessThan(12 * 1024);
});
