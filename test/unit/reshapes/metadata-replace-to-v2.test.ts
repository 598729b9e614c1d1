import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { fingerprint } from '../../../src/reshapes/metadata/kept-nulls.js';
import { metadataReplaceToV2 } from '../../../src/reshapes/metadata/metadata-replace-to-v2.js';
import { contextOf } from './context.js';
import { frozen } from './json-arbitrary.js';

const kept = { places: [''], of: fingerprint(undefined) };

describe("v1's PUT metadata in v2", () => {
  test.each([
    {
      title: 'nothing over nothing changes nothing',
      user: {},
      metadata: {},
      body: { app_metadata: { _v1noop: null } },
    },
    {
      title: 'a user that is none has no old keys',
      user: null,
      metadata: {},
      body: { app_metadata: { _v1noop: null } },
    },
    {
      title: 'everything goes, old markers and escaped keys too, and never as an empty object',
      user: {
        app_metadata: { a: 1, _v1_email: 2, _v1null_b: kept },
        user_metadata: { theme: 'dark', _v1null_x: kept },
      },
      metadata: {},
      body: {
        app_metadata: { a: null, _v1_email: null, _v1null_b: null },
        user_metadata: { theme: null, _v1null_x: null },
      },
    },
    {
      title: 'a key of user_metadata that stays in the bag moves up, and is left below with its marker',
      user: { user_metadata: { theme: {}, _v1null_theme: { places: ['/a'], of: fingerprint({}) }, gone: 1 } },
      metadata: { theme: 'light' },
      body: { app_metadata: { theme: 'light', _v1null_theme: null }, user_metadata: { gone: null } },
    },
    {
      title: "a key that v2 refuses, left over from v1's days, is not touched, or v2 would refuse all",
      user: { app_metadata: { clientID: 'x', a: 1 }, user_metadata: { clientID: 'y' } },
      metadata: {},
      body: { app_metadata: { a: null }, user_metadata: { clientID: null } },
    },
    {
      title: 'a null is a value like any other: what is below it is left there',
      user: { user_metadata: { theme: 'dark' } },
      metadata: { theme: null },
      body: { app_metadata: { theme: null, _v1null_theme: kept } },
    },
    {
      title: 'old keys go, new ones come, nulls are kept',
      user: { app_metadata: { a: 1, b: 2 } },
      metadata: { b: null, c: 3 },
      body: { app_metadata: { b: null, _v1null_b: kept, c: 3, _v1null_c: null, a: null } },
    },
  ])('$title', ({ user, metadata, body }) => {
    expect(metadataReplaceToV2(frozen({ metadata, user }), contextOf())).toEqual(body);
  });

  test('configured keys of user_metadata are replaced there and removed from app_metadata', () => {
    const user = { app_metadata: { theme: 'old', a: 1 }, user_metadata: { theme: 'older', tint: 'x' } };
    const context = contextOf({ userMetadataKeys: ['theme', 'tint'] });
    expect(metadataReplaceToV2(frozen({ metadata: { theme: 'new' }, user }), context)).toEqual({
      app_metadata: { theme: null, _v1null_theme: null, a: null },
      user_metadata: { theme: 'new', _v1null_theme: null, tint: null },
    });
  });

  test('in the mode drop, a null removes its key from both objects', () => {
    const user = { app_metadata: { a: 1 }, user_metadata: { a: 2, b: 3 } };
    expect(
      metadataReplaceToV2(frozen({ metadata: { a: null, b: 4 }, user }), contextOf({ nulls: 'drop' })),
    ).toEqual({
      app_metadata: { a: null, b: 4 },
      user_metadata: { a: null },
    });
  });

  test.each([
    [
      { a: 'mine', hue: null },
      { a: 'mine', _v1null_a: null, hue: null, _v1null_hue: kept, tint: null },
    ],
    [{}, { tint: null }],
  ])('a user who puts %j replaces user_metadata only', (metadata, written) => {
    const user = { app_metadata: { a: 1, plan: 'full' }, user_metadata: { tint: 'x' } };
    expect(metadataReplaceToV2(frozen({ metadata, user }), contextOf({}, 'user'))).toEqual({
      user_metadata: written,
    });
  });

  test('a user who puts an empty object over empty user_metadata sends only the no-op key', () => {
    const input = frozen({ metadata: {}, user: { app_metadata: { plan: 'full' } } });
    expect(metadataReplaceToV2(input, contextOf({}, 'user'))).toEqual({ user_metadata: { _v1noop: null } });
  });

  test.each([[undefined], [null], [[]], ['text']])(
    '%j is refused as metadata, so that it does not empty the old metadata',
    (metadata) => {
      const replace = (): unknown =>
        metadataReplaceToV2({ metadata, user: { app_metadata: { a: 1 } } }, contextOf());
      expect(replace).toThrow(GatewayError);
    },
  );
});
