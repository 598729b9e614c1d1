import { describe, expect, test } from '@jest/globals';
import { searchToV2 } from '../../../src/reshapes/search-to-v2.js';

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
    expect(searchToV2({ search })).toBe(expected);
  });

  test('the list narrows the search', () => {
    expect(searchToV2({ search: 'x', list: 'social' })).toBe(
      `${startsWith('x')} AND identities.isSocial:true`,
    );
    expect(searchToV2({ list: 'enterprise' })).toBe(
      'identities.isSocial:false AND NOT identities.provider:"auth0"',
    );
    expect(searchToV2({ connection: 'a" OR "b' })).toBe('identities.connection:"a\\" OR \\"b"');
    expect(searchToV2({ connectionOrAll: 'All' })).toBeUndefined();
    expect(searchToV2({ connectionOrAll: 'a' })).toBe('identities.connection:"a"');
    expect(searchToV2({ connection: 'All' })).toBe('identities.connection:"All"');
  });
});
