import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../../src/sandbox/json-value.js';
import { compileLucene } from '../../../src/sandbox/lucene/evaluate.js';
import { parseLucene } from '../../../src/sandbox/lucene/parse.js';
import type { LuceneNode } from '../../../src/sandbox/lucene/tree.js';
import { userSearchSchema } from '../../../src/sandbox/users/user-search-schema.js';

const jane: JsonObject = {
  user_id: 'auth0|5457edea',
  email: 'jane.smith@Example.com',
  name: 'Jane Smith',
  given_name: 'Jane',
  username: 'JaneS',
  nickname: 'jane',
  email_verified: true,
  logins_count: 12,
  created_at: '2017-12-31T23:30:00.500Z',
  last_login: '2018-01-01T08:00:00.000Z',
  identities: [
    { connection: 'My Database', provider: 'auth0', user_id: '5457edea', isSocial: false },
    { connection: 'google-oauth2', provider: 'google-oauth2', user_id: '1035', isSocial: true },
  ],
  app_metadata: {
    plan: 'Gold',
    seats: 5,
    level: '7',
    active: false,
    empty: {},
    nothing: null,
    none: [],
    roles: [
      { id: 1, name: 'admin' },
      { id: 2, name: 'editor' },
    ],
  },
  user_metadata: { theme: 'dark mode', address: { city: 'Köln' }, zip: 50667 },
};

const stranger: JsonObject = { user_id: 'sms|1', phone_number: '+49301234', name: 'a/b (c):*"d"\\' };

function matches(query: string, document: JsonObject = jane): boolean {
  return compileLucene(parseLucene(query), userSearchSchema)(document);
}

describe('a v3 query matches Jane', () => {
  test.each([
    ['a quoted value is the whole value', 'name:"Jane Smith"', true],
    ['fields are not cut into words', 'name:jane', false],
    ['name is compared without regard to case', 'name:"jane smith"', true],
    ['e-mail is compared without regard to case', 'email:JANE.SMITH@example.COM', true],
    ['other fields are compared case by case', 'username:janes', false],
    ['field names are compared case by case', 'Username:JaneS', false],
    ['an escaped space keeps one value together', 'name:jane\\ smith', true],
    ['a bar needs no escape', 'user_id:auth0|5457edea', true],
    ['a hyphen inside a word is a letter', 'identities.connection:google-oauth2', true],
    ['single quotes are not quotes', "identities.provider:'auth0'", false],
    ['a prefix', 'name:jan*', true],
    ['a prefix of a case-sensitive field', 'username:jane*', false],
    ['an infix of three characters', 'email:*smith*', true],
    ['a suffix', 'email:*example.com', true],
    ['a star in the middle', 'email:jane*com', true],
    ['a star in quotes is a letter', 'name:"jan*"', false],
    ['an escaped star is a letter', 'name:jan\\*', false],
    ['a lone star is existence', 'logins_count:*', true],
    ['a lone star on a missing field', 'blocked:*', false],
    ['existence', '_exists_:last_login', true],
    ['absence', 'NOT _exists_:blocked', true],
    ['an empty object is not indexed', '_exists_:app_metadata.empty', false],
    ['an empty list is not indexed', '_exists_:app_metadata.none', false],
    ['null is not indexed', '_exists_:app_metadata.nothing', false],
    ['an object with something in it exists', '_exists_:user_metadata.address', true],
    ['booleans', 'email_verified:true', true],
    ['an absent boolean is not false', 'blocked:false', false],
    ['the documented form for never or false', 'NOT _exists_:blocked OR blocked:false', true],
    ['numbers', 'logins_count:12', true],
    ['numbers in quotes, on a standard field', 'logins_count:"12"', true],
    ['dotted paths through a list', 'app_metadata.roles.id:2', true],
    ['a number in metadata is not a string', 'app_metadata.seats:"5"', false],
    ['a string in metadata is not a number', 'app_metadata.level:7', false],
    ['a string in metadata, quoted', 'app_metadata.level:"7"', true],
    ['false in metadata', 'app_metadata.active:false', true],
    ['metadata is case-sensitive', 'app_metadata.plan:gold', false],
    ['a prefix on app_metadata', 'app_metadata.plan:Go*', true],
    ['non-ASCII', 'user_metadata.address.city:"Köln"', true],
    ['any identity counts', 'identities.provider:"google-oauth2"', true],
    ['NOT on a list excludes linked ones too', 'NOT identities.provider:"auth0"', false],
    ['the domain of the e-mail', 'email.domain:"Example.com"', true],
    ['a bare term looks at standard fields', 'JaneS', true],
    ['a bare term does not look at metadata', 'Gold', false],
    ['a bare prefix', 'jane.smith*', true],
    ['AND', 'given_name:jane AND logins_count:12', true],
    ['AND binds tighter than OR', 'given_name:x AND given_name:y OR given_name:jane', true],
    ['parentheses', 'given_name:x AND (given_name:y OR given_name:jane)', false],
    ['NOT binds tightest', 'NOT given_name:x AND given_name:jane', true],
    ['two signs for the operators', 'given_name:x || !given_name:y && +given_name:jane', true],
    ['a minus is NOT', '-given_name:jane', false],
    ['a field group', 'name:("jane doe" OR "jane smith")', true],
    ['a field group with NOT', 'name:(NOT "jane doe")', true],
    ['no operator is OR', 'given_name:x given_name:jane', true],
    ['lower-case or is a word', 'given_name:x or given_name:y', false],
    ['an inclusive range of numbers', 'logins_count:[12 TO 20]', true],
    ['an exclusive lower end', 'logins_count:{12 TO 20]', false],
    ['an exclusive upper end', 'logins_count:[1 TO 12}', false],
    ['an open end', 'logins_count:[* TO 12]', true],
    ['a day includes its end', 'last_login:[2017-12-01 TO 2018-01-01]', true],
    ['an excluded day excludes all of it', 'last_login:[2017-12-01 TO 2018-01-01}', false],
    ['after a day is after its end', 'last_login:{2018-01-01 TO *]', false],
    ['times to the millisecond', 'created_at:[2017-12-31T23:30:00.500Z TO 2017-12-31T23:30:00.500Z]', true],
    ['times in quotes', 'created_at:["2017-12-31T23:30:00.500Z" TO "2018-01-01T00:00:00.000Z"}', true],
    ['a date is its whole day', 'created_at:2017-12-31', true],
    ['a month is all of it', 'created_at:[2017-12 TO 2017-12]', true],
    ['a range of text on app_metadata', 'app_metadata.plan:[A TO H]', true],
    ['a range of a normalised field minds no case', 'name:[jane TO jb]', true],
    ['nor do its bounds', 'name:{JANE TO Jb}', true],
    ['any other range does', 'username:[janes TO *]', false],
    ['a wildcard in the middle of three characters', 'name:j*th', true],
    ['a word that every object has as a property', 'username:valueOf', false],
    ['a field that every object has as a property', '_exists_:constructor', false],
    ['an unknown field matches nothing', 'organization_id:x', false],
    ['everything', '*', true],
    ['everything, in full', '*:*', true],
    ['the empty query', ' ', true],
  ])('%s: %s', (_why, query, expected) => {
    expect(matches(query)).toBe(expected);
  });
});

describe('a query that v3 does not accept is 400 invalid_query_string', () => {
  test.each([
    ['an unclosed quote', 'name:"jane'],
    ['an unclosed parenthesis', 'name:(jane'],
    ['a parenthesis too many', 'name:jane)'],
    ['a malformed range', 'logins_count:[1 2]'],
    ['a field without a value', 'name:'],
    ['a value without a field', ':jane'],
    ['a dangling operator', 'name:jane AND'],
    ['a leading operator', 'OR name:jane'],
    ['fuzziness', 'name:jane~'],
    ['a boost', 'name:jane^2'],
    ['a regular expression', 'name:/jane/'],
    ['a question mark', 'name:jan?'],
    ['a comparator', 'logins_count:>5'],
    ['a time with bare colons', 'created_at:2017-12-31T23:30:00Z'],
    ['a leading wildcard on two letters', 'name:*ja*'],
    ['a wildcard between two letters', 'name:j*h'],
    ['an operator in the place of a field', 'AND:jane'],
    ['the subfield of engine v2', 'name.raw:"Jane Smith"'],
    ['the absence of engine v2', '_missing_:blocked'],
    ['a wildcard on user_metadata', 'user_metadata.theme:dar*'],
    ['a range on user_metadata', 'user_metadata.zip:[1 TO 2]'],
    ['a trailing backslash', 'name:jane\\'],
  ])('%s: %s', (_why, query) => {
    expect(() => matches(query)).toThrow(
      expect.objectContaining({ status: 400, details: { errorCode: 'invalid_query_string' } }),
    );
  });
});

describe('properties', () => {
  const text = fc.string({ minLength: 1, unit: 'grapheme' }).filter((one) => one.trim() !== '');

  test('a value quoted with its quotes and backslashes escaped matches that value and no other', () => {
    fc.assert(
      fc.property(text, text, (value, other) => {
        const query = `user_id:"${value.replace(/["\\]/g, '\\$&')}"`;
        expect(matches(query, { user_id: value })).toBe(true);
        expect(matches(query, { user_id: other })).toBe(value === other);
      }),
    );
  });

  test('a value with every special character escaped matches without quotes', () => {
    const word = text.filter((one) => !['AND', 'OR', 'NOT'].includes(one));
    fc.assert(
      fc.property(word, (value) => {
        const escaped = value.replace(/[-+=&|><!(){}[\]^"~*?:\\/\s]/g, '\\$&');
        expect(matches(`username:${escaped}`, { username: value })).toBe(true);
      }),
    );
  });

  test('a syntax tree printed as a query and parsed again gives the same results', () => {
    const leaf = fc
      .constantFrom('a', 'b', 'c')
      .map((name): LuceneNode => ({ kind: 'exists', field: [name] }));
    const { tree } = fc.letrec<{ tree: LuceneNode }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        tie('tree').map((node): LuceneNode => ({ kind: 'not', node })),
        fc
          .tuple(
            fc.constantFrom<'and' | 'or'>('and', 'or'),
            fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
          )
          .map(([kind, nodes]): LuceneNode => ({ kind, nodes })),
      ),
    }));
    const print = (node: LuceneNode): string => {
      if (node.kind === 'exists') return `_exists_:${node.field.join('.')}`;
      if (node.kind === 'not') return `NOT (${print(node.node)})`;
      if (node.kind === 'and' || node.kind === 'or') {
        return `(${node.nodes.map(print).join(node.kind === 'and' ? ' AND ' : ' OR ')})`;
      }
      throw new Error(node.kind);
    };
    const truth = (node: LuceneNode, document: JsonObject): boolean => {
      if (node.kind === 'exists') return document[node.field[0] ?? ''] !== undefined;
      if (node.kind === 'not') return !truth(node.node, document);
      if (node.kind === 'and') return node.nodes.every((one) => truth(one, document));
      if (node.kind === 'or') return node.nodes.some((one) => truth(one, document));
      throw new Error(node.kind);
    };
    const documents: JsonObject[] = [{}, { a: 1 }, { b: 1 }, { a: 1, c: 1 }, { a: 1, b: 1, c: 1 }];
    fc.assert(
      fc.property(tree, (node) => {
        for (const document of documents) expect(matches(print(node), document)).toBe(truth(node, document));
      }),
    );
  });
});

test('case folding works character by character, so that a prefix of a Greek name matches', () => {
  expect(matches('name:ΟΔΥΣ*', { name: 'Οδυσσεύς' })).toBe(true);
});

test('a name full of special characters is found by its quoted form', () => {
  expect(matches('name:"a/b (c):*\\"d\\"\\\\"', stranger)).toBe(true);
  expect(matches('name:"a/b (c):*\\"d\\"\\\\"')).toBe(false);
});
