import { describe, expect, test } from '@jest/globals';
import { fingerprint } from '../../../src/reshapes/metadata/kept-nulls.js';
import { userCreateToV2 } from '../../../src/reshapes/users/user-create-to-v2.js';
import { contextOf } from './context.js';
import { frozen } from './json-arbitrary.js';

const kept = { places: [''], of: fingerprint(undefined) };

describe('a new v1 user in v2', () => {
  test.each([
    { title: 'nothing is nothing', body: undefined, sent: {} },
    {
      title: 'null fields of the profile are left out, since v2 refuses them',
      body: {
        connection: 'db',
        email: 'a@b.c',
        password: 'p',
        name: null,
        email_verified: null,
        blocked: null,
      },
      sent: { connection: 'db', email: 'a@b.c', password: 'p' },
    },
    {
      title: "empty names and credentials are left out: v1's documents made sms users with such",
      body: {
        connection: 'db',
        email: '',
        password: '',
        username: '',
        given_name: '',
        family_name: '',
        name: '',
        nickname: '',
        picture: '',
        phone_number: '',
        user_id: '',
      },
      sent: { connection: 'db', user_id: '' },
    },
    {
      title: 'a null attribute is kept by its marker alone: there is nothing to remove',
      body: { connection: 'db', vip: null },
      sent: { connection: 'db', app_metadata: { _v1null_vip: kept } },
    },
    {
      title: 'a metadata object is the bag, under the attributes beside it',
      body: { connection: 'db', hobby: 'root', metadata: { hobby: 'bag', color: 'red' } },
      sent: { connection: 'db', app_metadata: { hobby: 'root', color: 'red' } },
    },
    {
      title: 'app_metadata and user_metadata objects are what v2 means by them',
      body: {
        connection: 'db',
        app_metadata: { plan: 1, hobby: 'app', email: 'x' },
        metadata: { hobby: 'bag' },
        user_metadata: { theme: 'dark', 'a.b': null },
      },
      sent: {
        connection: 'db',
        app_metadata: { plan: 1, hobby: 'bag', _v1_email: 'x' },
        user_metadata: { theme: 'dark', '_v1null_a%2Eb': kept },
      },
    },
    {
      title: 'texts and lists under those names are attributes like any other, nulls nothing',
      body: { connection: 'db', metadata: 'text', app_metadata: [1], user_metadata: null },
      sent: { connection: 'db', app_metadata: { _v1_metadata: 'text', app_metadata: [1] } },
    },
    {
      title: 'what v2 knows but v1 did not is metadata',
      body: {
        connection: 'db',
        verify_email: false,
        gender: 'f',
        locale: 'de',
        phone_verified: true,
        client_id: 'x',
        _id: 'y',
      },
      sent: {
        connection: 'db',
        app_metadata: {
          verify_email: false,
          gender: 'f',
          locale: 'de',
          phone_verified: true,
          client_id: 'x',
          _v1__id: 'y',
        },
      },
    },
    {
      title: 'every field that both know stays',
      body: {
        connection: 'db',
        email: 'a@b.c',
        password: 'p',
        email_verified: true,
        username: 'u',
        phone_number: '+1',
        given_name: 'g',
        family_name: 'f',
        name: 'n',
        nickname: 'k',
        picture: 'https://x',
        user_id: '1',
        blocked: false,
        additionalData: '22343',
      },
      sent: {
        connection: 'db',
        email: 'a@b.c',
        password: 'p',
        email_verified: true,
        username: 'u',
        phone_number: '+1',
        given_name: 'g',
        family_name: 'f',
        name: 'n',
        nickname: 'k',
        picture: 'https://x',
        user_id: '1',
        blocked: false,
        app_metadata: { additionalData: '22343' },
      },
    },
  ])('$title', ({ body, sent }) => {
    expect(userCreateToV2(frozen(body), contextOf())).toStrictEqual(sent);
  });

  test('configured keys of user_metadata are written there, over the user_metadata of the body', () => {
    const body = { connection: 'db', theme: 'dark', user_metadata: { theme: { a: null }, tint: 1 } };
    expect(userCreateToV2(frozen(body), contextOf({ userMetadataKeys: ['theme'] }))).toStrictEqual({
      connection: 'db',
      user_metadata: { theme: 'dark', tint: 1 },
    });
  });

  test('a configured key of user_metadata keeps an empty text, unlike a field of the profile', () => {
    const body = { connection: 'db', theme: '', metadata: null, app_metadata: null };
    expect(userCreateToV2(frozen(body), contextOf({ userMetadataKeys: ['theme'] }))).toStrictEqual({
      connection: 'db',
      user_metadata: { theme: '' },
    });
  });

  test('in the mode drop, nulls in metadata are sent unchanged', () => {
    const body = { connection: 'db', name: null, vip: null, a: { b: null } };
    expect(userCreateToV2(frozen(body), contextOf({ nulls: 'drop' }))).toStrictEqual({
      connection: 'db',
      app_metadata: { vip: null, a: { b: null } },
    });
  });
});
