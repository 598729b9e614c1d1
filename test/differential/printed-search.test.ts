import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { logSearchToV2 } from '../../src/reshapes/logs/log-search-to-v2.js';
import { toEngineV2 } from '../../src/reshapes/search/to-engine-v2.js';
import { toEngineV3 } from '../../src/reshapes/search/to-engine-v3.js';
import { userSearch } from '../../src/reshapes/search/user-search.js';
import { readByOracle, type OracleQuery } from '../support/lucene-oracle.js';
import { nastyText } from '../support/nasty-text.js';

function queryOf(input: object): string | undefined {
  return toEngineV3(userSearch(input)).q;
}

/** Any typed text is printed as one term of the same value, according to a parser that is independent of holdover. */
const runs = { numRuns: 5000 };

const whole = (field: string, value: string): OracleQuery => ({ field, match: 'whole', value });
const beginning = (field: string, value: string): OracleQuery => ({ field, match: 'beginning', value });
const some = (items: readonly OracleQuery[]): OracleQuery | undefined =>
  items.length === 1 ? items[0] : { any: items };

/** Nothing else may be read into the text: no separator, no field, no enclosing quotes. */
const plain = nastyText.filter((text) => text.trim() === text && !/;|AND|\w:|^"/.test(text) && text !== '');
const quotable = nastyText.filter((text) => !text.includes('"'));

/** How a value is typed, which values can be typed in that way, and what they are compared with. */
interface Slot {
  readonly title: string;
  readonly values: fc.Arbitrary<string>;
  readonly print: (value: string) => string | undefined;
  readonly expected: (value: string) => OracleQuery | undefined;
}

const prefix = (value: string): OracleQuery => ({
  any: [beginning('name', value), beginning('email', value)],
});

const userSlots: readonly Slot[] = [
  {
    title: 'a bare term',
    values: plain,
    print: (search) => queryOf({ search }),
    expected: prefix,
  },
  {
    title: 'a bare term in quotes',
    values: quotable,
    print: (value) => queryOf({ search: `"${value}"` }),
    expected: prefix,
  },
  {
    title: 'the value of a field',
    values: plain,
    print: (value) => queryOf({ search: `nickname:${value}` }),
    expected: (value) => whole('nickname', value),
  },
  {
    title: 'the value of a field behind spaces',
    values: plain,
    print: (value) => queryOf({ search: `username:  ${value} ` }),
    expected: (value) => whole('username', value),
  },
  {
    title: 'the value of a field in quotes',
    values: quotable,
    print: (value) => queryOf({ search: `user_id: "${value}"` }),
    expected: (value) => whole('user_id', value),
  },
  {
    title: 'the value of a field that v2 may not know',
    values: quotable,
    print: (value) => queryOf({ search: `gender:"${value}"` }),
    expected: (value) => whole('gender', value),
  },
  {
    title: 'a value among other clauses',
    values: quotable,
    print: (value) => queryOf({ search: `a@b.c; name:"${value}" blocked:false`, list: 'enterprise' }),
    expected: (value) => ({
      all: [
        prefix('a@b.c'),
        whole('name', value),
        { not: { field: 'blocked', match: 'word', value: 'true' } },
        { field: 'identities.isSocial', match: 'word', value: 'false' },
        { not: whole('identities.provider', 'auth0') },
      ],
    }),
  },
  {
    title: 'the name of a connection',
    values: nastyText,
    print: (connection) => queryOf({ connection }),
    expected: (value) => whole('identities.connection', value),
  },
  {
    title: 'the name of a connection to filter by',
    values: nastyText,
    print: (connectionOrAll) => queryOf({ connectionOrAll, list: 'social' }),
    expected: (value) => ({
      all: [
        whole('identities.connection', value),
        { field: 'identities.isSocial', match: 'word', value: 'true' },
      ],
    }),
  },
  {
    title: 'the name of a connection of a client',
    values: nastyText,
    print: (name) => queryOf({ connections: [{ name: 'db' }, { name }], search: 'jane' }),
    expected: (value) => ({
      all: [
        { any: [whole('identities.connection', 'db'), whole('identities.connection', value)] },
        prefix('jane'),
      ],
    }),
  },
];

const anywhere = (how: typeof whole, value: string): OracleQuery => ({
  any: ['client_name', 'connection', 'user_name'].map((field) => how(field, value)),
});

const logSlots: readonly Slot[] = [
  {
    title: 'a bare term',
    values: plain,
    print: logSearchToV2,
    expected: (value) => anywhere(beginning, value),
  },
  {
    title: 'a bare term in quotes',
    values: quotable,
    print: (value) => logSearchToV2(`"${value}"`),
    expected: (value) => anywhere(whole, value),
  },
  {
    title: 'the value of a field',
    values: plain,
    print: (value) => logSearchToV2(`user: ${value}`),
    expected: (value) => beginning('user_name', value),
  },
  {
    title: 'the value of a field in quotes, between others',
    values: quotable,
    print: (value) => logSearchToV2(`node AND application:"${value}" type:s`),
    expected: (value) => ({
      all: [anywhere(beginning, 'node'), whole('client_name', value), whole('type', 's')],
    }),
  },
];

describe('a printed user search for engine v3', () => {
  test.each(userSlots)('$title', ({ values, print, expected }) => {
    fc.assert(
      fc.property(values, (value) => {
        expect(readByOracle(print(value) ?? '')).toEqual(expected(value));
      }),
      runs,
    );
  });
});

describe('a printed log search', () => {
  test.each(logSlots)('$title', ({ values, print, expected }) => {
    fc.assert(
      fc.property(values, (value) => {
        expect(readByOracle(print(value) ?? '')).toEqual(expected(value));
      }),
      runs,
    );
  });
});

describe('any text, typed at any place', () => {
  const typed = [
    (text: string) => text,
    (text: string) => `name:${text}`,
    (text: string) => `email:"${text}`,
    (text: string) => `"${text}" ${text}`,
  ];

  test.each([
    ['engine v3', toEngineV3],
    ['the engine of 2015', toEngineV2],
  ])('is printed as exactly as many terms for %s as it has clauses', (_, print) => {
    fc.assert(
      fc.property(nastyText, fc.constantFrom(...typed), (text, write) => {
        const search = userSearch({ search: write(text), connection: 'db' });
        const { q } = print(search);
        const read = readByOracle(q ?? '');
        const isNobody = search.some(({ kind }) => kind === 'nobody');
        expect('all' in read ? read.all.length : 1).toBe(isNobody ? 1 : search.length);
      }),
      runs,
    );
  });

  test('is printed as terms of the log search as well', () => {
    fc.assert(
      fc.property(nastyText, fc.constantFrom(...typed), (text, write) => {
        const q = logSearchToV2(write(text));
        if (q !== undefined) expect(() => readByOracle(q)).not.toThrow();
      }),
      runs,
    );
  });
});

describe('a printed user search for the engine of 2015 keeps', () => {
  const lower = (text: string): string => Array.from(text, (one) => one.toLowerCase()).join('');

  test('a prefix', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const { q } = toEngineV2([{ kind: 'starts-with', text }]);
        const isWord = /^[\p{L}\p{N}]+$/u.test(text);
        const name = isWord ? beginning('name', lower(text)) : beginning('name.raw', text);
        expect(readByOracle(q ?? '')).toEqual({ any: [name, beginning('email.raw', lower(text))] });
      }),
      runs,
    );
  });

  test.each([
    ['email', 'name', 'email.raw'],
    ['picture', 'text', 'picture'],
    ['user_id', 'id', 'user_id'],
    ['gender', 'unlisted', 'gender'],
  ] as const)('the whole of %s', (path, type, printed) => {
    fc.assert(
      fc.property(nastyText, (value) => {
        const { q } = toEngineV2([{ kind: 'whole', path, type, value }]);
        const spellings = type === 'id' ? [value] : [...new Set([value, lower(value)])];
        expect(readByOracle(q ?? '')).toEqual(some(spellings.map((one) => whole(printed, one))));
      }),
      runs,
    );
  });

  test('the names of connections', () => {
    fc.assert(
      fc.property(fc.array(nastyText, { minLength: 1, maxLength: 4 }), (names) => {
        const search = userSearch({ connections: names.map((name) => ({ name })), search: 'blocked:true' });
        expect(readByOracle(toEngineV2(search).q ?? '')).toEqual({
          all: [
            some(names.map((name) => whole('identities.connection', name))),
            { field: 'blocked', match: 'word', value: 'true' },
          ],
        });
      }),
      runs,
    );
  });
});
