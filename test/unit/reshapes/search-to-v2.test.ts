import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { searchToV2 } from '../../../src/reshapes/search-to-v2.js';
import { parseLucene } from '../../../src/sandbox/lucene-parse.js';

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
    ['a quoted number is text', 'loginsCount:"1"', 'logins_count:"1"'],
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

  test('no text changes the shape of the query: it parses back to the same term', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const query = searchToV2({ search: `name:"${text.replaceAll('"', '')}x"` });
        const value = `${text.replaceAll('"', '')}x`;
        expect(parseLucene(query ?? '')).toEqual({
          kind: 'match',
          field: ['name'],
          value: { parts: [value], quoted: true },
        });
      }),
      { numRuns: 2000 },
    );
  });

  test('a bare term of any characters stays one prefix on two fields', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (raw) => {
        const text = raw.replace(/[";:\s]/g, '');
        fc.pre(text !== '');
        const value = { parts: [text, ''], quoted: false };
        expect(parseLucene(searchToV2({ search: text }) ?? '')).toEqual({
          kind: 'or',
          nodes: [
            { kind: 'match', field: ['name'], value },
            { kind: 'match', field: ['email'], value },
          ],
        });
      }),
      { numRuns: 2000 },
    );
  });
});
