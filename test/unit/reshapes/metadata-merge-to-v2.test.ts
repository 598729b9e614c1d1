import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { fingerprint } from '../../../src/reshapes/metadata/kept-nulls.js';
import { metadataMergeToV2 } from '../../../src/reshapes/metadata/metadata-merge-to-v2.js';
import { metadataReplaceToV2 } from '../../../src/reshapes/metadata/metadata-replace-to-v2.js';
import { userCreateToV2 } from '../../../src/reshapes/users/user-create-to-v2.js';
import { contextOf } from './context.js';
import { frozen } from './json-arbitrary.js';

const nothing = fingerprint(undefined);

describe("v1's PATCH metadata in v2", () => {
  test.each([
    { title: 'an absent body changes nothing', metadata: undefined, app: { _v1noop: null } },
    {
      title: 'an empty bag changes nothing, where v2 would remove everything',
      metadata: {},
      app: { _v1noop: null },
    },
    {
      title: 'a null is kept beside its key, which is removed',
      metadata: { color: null },
      app: { color: null, _v1null_color: { places: [''], of: nothing } },
    },
    {
      title: "nulls inside are kept as pointers in v1's spelling, and elements of lists stay",
      metadata: { 'a.b': { 'c/d': null, 'e~f': [null, { 'g.h': null }], i: {} } },
      app: {
        '_v1_a%2Eb': { 'e~f': [null, {}], i: {} },
        '_v1null_a%2Eb': {
          places: ['/c~1d', '/e~0f/1/g.h'],
          of: fingerprint({ 'e~f': [null, {}], i: {} }),
        },
      },
    },
    {
      title: 'a number that JSON cannot hold is the null that v1 showed',
      metadata: { n: { big: Infinity, small: -Infinity } },
      app: { n: {}, _v1null_n: { places: ['/big', '/small'], of: fingerprint({}) } },
    },
    {
      title: 'a value without nulls takes the old marker away',
      metadata: { a: [1] },
      app: { a: [1], _v1null_a: null },
    },
    {
      title: 'false, zero and the empty text are values',
      metadata: { a: false, b: 0, c: '' },
      app: { a: false, _v1null_a: null, b: 0, _v1null_b: null, c: '', _v1null_c: null },
    },
  ])('$title', ({ metadata, app }) => {
    expect(metadataMergeToV2(frozen({ metadata }), contextOf())).toEqual({ app_metadata: app });
  });

  test('configured keys of user_metadata are written there with their markers and removed from app_metadata', () => {
    const context = contextOf({ userMetadataKeys: ['theme', 'email'] });
    expect(metadataMergeToV2(frozen({ metadata: { theme: null, email: 'x', plan: 1 } }), context)).toEqual({
      app_metadata: {
        theme: null,
        _v1null_theme: null,
        _v1_email: null,
        _v1null_email: null,
        plan: 1,
        _v1null_plan: null,
      },
      user_metadata: {
        theme: null,
        _v1null_theme: { places: [''], of: nothing },
        _v1_email: 'x',
        _v1null_email: null,
      },
    });
  });

  test('in the mode drop, nulls are sent to v2 unchanged and without markers', () => {
    const context = contextOf({ nulls: 'drop', userMetadataKeys: ['theme'] });
    expect(metadataMergeToV2(frozen({ metadata: { a: null, b: { c: null }, theme: 1 } }), context)).toEqual({
      app_metadata: { a: null, b: { c: null }, theme: null },
      user_metadata: { theme: 1 },
    });
  });

  test.each([
    [{ plan: 'full' }, { plan: 'full', _v1null_plan: null }],
    [{ email: 'x' }, { _v1_email: 'x', _v1null_email: null }],
    [{}, { _v1noop: null }],
  ])('a user who merges %j writes to user_metadata only', (metadata, written) => {
    const context = contextOf({ userMetadataKeys: ['theme'] }, 'user');
    expect(metadataMergeToV2(frozen({ metadata }), context)).toEqual({ user_metadata: written });
  });

  test.each([[[1]], ['text'], [1], [true]])('%j is refused as metadata', (metadata) => {
    expect(() => metadataMergeToV2({ metadata }, contextOf())).toThrow(GatewayError);
  });

  test.each([
    { depth: 101, refused: true },
    { depth: 100, refused: false },
  ])('values of $depth levels: refused is $refused', ({ depth, refused }) => {
    let value: unknown = 1;
    for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
    const merge = (): unknown => metadataMergeToV2({ metadata: { value } }, contextOf());
    const message = 'Metadata must not be nested deeper than 100 levels.';
    if (refused) expect(merge).toThrow(expect.objectContaining({ code: 'input-invalid', message }));
    else expect(merge).not.toThrow();
  });

  test.each([
    { nulls: 1_000, refused: false },
    { nulls: 1_100, refused: true },
  ])('$nulls nulls below a long name, under two keys: refused is $refused', ({ nulls, refused }) => {
    const below = Object.fromEntries(Array.from({ length: nulls / 2 }, (_, n) => [n, null]));
    const metadata = { a: { ['n'.repeat(1_000)]: below }, b: [{ ['n'.repeat(1_000)]: below }] };
    const attempts = [
      () => metadataMergeToV2({ metadata }, contextOf()),
      () => metadataMergeToV2({ metadata }, contextOf({}, 'user')),
      () => metadataReplaceToV2({ metadata, user: {} }, contextOf()),
      () => userCreateToV2({ metadata }, contextOf()),
    ];
    for (const attempt of attempts) {
      if (refused) expect(attempt).toThrow(expect.objectContaining({ code: 'body-too-large' }));
      else expect(attempt).not.toThrow();
    }
    expect(() => metadataMergeToV2({ metadata }, contextOf({ nulls: 'drop' }))).not.toThrow();
  });

  test('a depth of 100,000 levels is refused without a stack overflow', () => {
    const metadata: unknown = JSON.parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    expect(() => metadataMergeToV2({ metadata }, contextOf())).toThrow(GatewayError);
  });
});

test('a fingerprint ignores the order of keys and the sign of zero, and depends on every value and place', () => {
  expect(fingerprint({ a: 1, b: [0] })).toBe(fingerprint({ b: [-0], a: 1 }));
  const others = [
    undefined,
    null,
    {},
    [],
    '',
    '{}',
    0,
    '0',
    false,
    [[]],
    [{}],
    { a: {} },
    { a: [] },
    ['a', 'b'],
    ['a,b'],
  ];
  expect(new Set(others.map(fingerprint)).size).toBe(others.length);
  expect(fingerprint({})).toMatch(/^[\w-]{16}$/);
});
