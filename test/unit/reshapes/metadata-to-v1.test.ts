import { describe, expect, test } from '@jest/globals';
import { fingerprint } from '../../../src/reshapes/metadata/kept-nulls.js';
import { metadataToV1 } from '../../../src/reshapes/users/metadata-to-v1.js';
import { contextOf } from './context.js';
import { frozen } from './json-arbitrary.js';

const absent = fingerprint(undefined);

describe("v2's metadata as v1's bag", () => {
  test.each([
    { title: 'no user at all', user: undefined, bag: {} },
    { title: 'neither object', user: { email: 'a@b.c' }, bag: {} },
    { title: 'objects that are none', user: { app_metadata: [1], user_metadata: null }, bag: {} },
    { title: 'the no-op key is not shown', user: { app_metadata: { _v1noop: 1 } }, bag: {} },
    {
      title: 'a marker alone shows the null it keeps',
      user: { app_metadata: { _v1null_a: { places: [''], of: absent } } },
      bag: { a: null },
    },
    {
      title: 'a marker whose value was changed since shows the new value, and not itself',
      user: { app_metadata: { a: { b: 2 }, _v1null_a: { places: ['/c'], of: fingerprint({ b: 1 }) } } },
      bag: { a: { b: 2 } },
    },
    {
      title: 'a marker whose value was removed since shows nothing',
      user: { app_metadata: { _v1null_a: { places: ['/c'], of: fingerprint({}) } } },
      bag: {},
    },
    {
      title: 'a marker with places that do not exist restores the others',
      user: {
        app_metadata: {
          a: { l: [1] },
          _v1null_a: { places: ['/x/y', '/l/5/z', '/toString/y', '/ok'], of: fingerprint({ l: [1] }) },
        },
      },
      bag: { a: { l: [1], ok: null } },
    },
    {
      title: "what only looks like a marker is another client's value",
      user: {
        app_metadata: {
          _v1null_a: 'text',
          _v1null_b: { places: ['/a', 1], of: 'x' },
          _v1null_c: { places: [] },
        },
      },
      bag: { _v1null_a: 'text', _v1null_b: { places: ['/a', 1], of: 'x' }, _v1null_c: { places: [] } },
    },
    {
      title: 'a kept null of app_metadata hides the value below',
      user: { app_metadata: { _v1null_a: { places: [''], of: absent } }, user_metadata: { a: 1 } },
      bag: { a: null },
    },
    {
      title: 'a marker of user_metadata says nothing about app_metadata',
      user: { app_metadata: { a: 1 }, user_metadata: { _v1null_a: { places: [''], of: absent } } },
      bag: { a: 1 },
    },
    {
      title: 'an escaped key wins over a native one of that name',
      user: {
        user_metadata: { email: 'native', _v1_email: 'ours' },
        app_metadata: { _v1__v1_x: 1, _v1_x: 2 },
      },
      bag: { email: 'ours', _v1_x: 1 },
    },
    {
      title: "keys are in v1's spelling at every depth",
      user: { app_metadata: { '_v1_a%2Eb': [{ '_v1_%24c': { _v1_email: 1, email: 2 } }] } },
      bag: { 'a.b': [{ $c: { _v1_email: 1, email: 2 } }] },
    },
    {
      title: 'a null that v2 did store is shown',
      user: { app_metadata: { a: null, b: { c: null } } },
      bag: { a: null, b: { c: null } },
    },
    {
      title: 'app_metadata lies over user_metadata',
      user: { app_metadata: { a: 1 }, user_metadata: { a: 2, b: 3 } },
      bag: { a: 1, b: 3 },
    },
  ])('$title', ({ user, bag }) => {
    expect(metadataToV1(frozen(user), contextOf())).toStrictEqual(bag);
  });

  test('in the mode drop, old markers are neither shown nor applied', () => {
    const user = {
      app_metadata: {
        a: {},
        _v1null_a: { places: ['/x'], of: fingerprint({}) },
        _v1null_b: { places: [''], of: absent },
      },
    };
    expect(metadataToV1(frozen(user), contextOf({ nulls: 'drop' }))).toStrictEqual({ a: {} });
  });

  test('a marker forged by another client changes no prototype', () => {
    const places = ['/__proto__/polluted', '/constructor/prototype/polluted', '/l/__proto__/polluted'];
    const user = { app_metadata: { a: { l: [] }, _v1null_a: { places, of: fingerprint({ l: [] }) } } };
    expect(metadataToV1(frozen(user), contextOf())).toStrictEqual({ a: { l: [] } });
    expect('polluted' in {} || 'polluted' in []).toBe(false);
  });
});
