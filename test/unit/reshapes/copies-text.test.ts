import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reshapes } from '../../../src/reshapes/registry.js';
import { anyCharacter } from '../../support/any-character.js';
import { contextOf } from './context.js';
import { bags, frozen, keys, objectFrom, values, type Json } from './json-arbitrary.js';

const texts = fc.oneof(
  fc.constantFrom('zoë', 'Łukasz', '😀', '\u2028', '\u0085', '{"a":1}', ''),
  fc.string({ unit: anyCharacter, maxLength: 12 }),
);
const ids = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('auth0|5457edea1b8f33391a000004', 'google-oauth2|1', 'auth0|1') },
  texts.map((text) => `saml|${text}`),
);
const plainBags = fc.dictionary(fc.constantFrom('plan', 'name', 'blocked', 'x'), fc.oneof(texts, values));

/** A v2 user or log entry with arbitrary names and texts. */
const answers = fc
  .tuple(
    ids,
    fc.dictionary(fc.constantFrom('email', 'name', 'nickname', '_id', 'log_id', 'clientID', 'ключ'), texts),
    fc.tuple(fc.oneof(bags, plainBags), fc.oneof(plainBags, bags)),
    fc.array(fc.tuple(keys, texts), { maxLength: 2 }),
  )
  .map(([user_id, profile, [app_metadata, user_metadata], odd]) =>
    objectFrom([
      ['user_id', user_id],
      ...Object.entries(profile),
      ...odd,
      ['identities', [{ provider: 'google-oauth2', isSocial: true, profileData: profile }]],
      ['app_metadata', app_metadata],
      ['user_metadata', user_metadata],
    ] as [string, Json][]),
  )
  // An answer with an escape sequence is always decoded.
  .filter((user) => !JSON.stringify(user).includes('\\u'));

/** The value with one character for each byte. */
function undecoded(value: unknown): unknown {
  return JSON.parse(Buffer.from(JSON.stringify(value)).toString('latin1'));
}

function decoded(value: unknown): unknown {
  return JSON.parse(Buffer.from(JSON.stringify(value), 'latin1').toString());
}

/** Inputs of the function that puts a list together. */
const lists = fc
  .tuple(
    fc.array(fc.tuple(answers, fc.option(fc.constantFrom('2014-11-03', '2015-01-01', 'ë'))), {
      maxLength: 4,
    }),
    fc.constantFrom(undefined, { search: [], page: 0, per_page: 5 }),
    fc.constantFrom(undefined, [], [{ kind: 'starts-with', text: 'z' }]),
  )
  .map(([users, exact, only]) => ({
    wanted: { exact, only },
    listed: {
      items: users.map(([user, created_at]) => ({ ...(user as object), created_at })),
      next: { page: 1, cursor: 'auth0|1' },
    },
  }));

const copying = Object.entries(reshapes).filter(([, { copiesText }]) => copiesText !== undefined);
const inputs = (name: string) => (name === 'users-found' ? lists : answers);

describe('an answer that is not decoded', () => {
  test('is declared as copied by more than 5 functions', () => {
    expect(copying.length).toBeGreaterThan(5);
  });

  test.each(copying)('becomes the same text by %s, whether decoded before or after', (name, reshape) => {
    let drawn = 0;
    let counted = 0;
    fc.assert(
      fc.property(inputs(name), fc.constantFrom('preserve', 'drop'), (answer: unknown, nulls) => {
        const context = contextOf({ nulls });
        // Several requests may share it (`read-shared.ts`).
        const bytes = frozen(undecoded(answer));
        drawn += 1;
        if (reshape.copiesText?.(bytes) !== true) return;
        counted += 1;
        const made = JSON.stringify(decoded(reshape(bytes, context)));
        expect(made).toBe(JSON.stringify(reshape(JSON.parse(JSON.stringify(answer)), context)));
      }),
      { numRuns: 500 },
    );
    expect(counted).toBeGreaterThan(drawn / 10);
  });

  const plain = { user_id: 'auth0|1', name: 'Łukasz', app_metadata: { plan: 'ë', a: [{ b: 'ë' }] } };

  test.each<[string, object, boolean]>([
    ['whose letters stand in values', plain, true],
    ['that is no user', ['ë'], true],
    ['with a letter in its id, of which _id is made', { ...plain, user_id: 'saml|zoë' }, false],
    ['with one in a name, of which losses tell', { ...plain, user_metadata: { ключ: 1 } }, false],
    ['with one in a name further down', { ...plain, app_metadata: { a: [{ ключ: 1 }] } }, false],
    ['with a name that stands for another', { ...plain, user_metadata: { '_v1_%D0%BA': 1 } }, false],
    ['with a name that marks nulls', { ...plain, app_metadata: { _v1null_a: {} } }, false],
    ['with such a name further down', { ...plain, app_metadata: { a: { _v1_: 'ë' } } }, false],
    ['among others like that', [plain, plain], true],
    ['among others, one of whom is not', [plain, { ...plain, user_metadata: { ключ: 1 } }], false],
  ])('may be copied or not: a user %s (row %#)', (_what, user, expected) => {
    expect(reshapes['user-to-v1']?.copiesText?.(undecoded(user))).toBe(expected);
  });

  test('is not copied, and causes no error, when metadata is nested deeper than any recursion goes', () => {
    let nested: unknown = 'ë';
    for (let level = 0; level < 100_000; level += 1) nested = level % 2 === 0 ? [nested] : { a: nested };
    const user = { ...plain, app_metadata: { nested } };
    expect(reshapes['keeps-nulls']?.copiesText?.(user)).toBe(false);
  });
});
