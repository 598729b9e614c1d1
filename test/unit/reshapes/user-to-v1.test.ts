import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { storedKey } from '../../../src/reshapes/metadata/metadata-key.js';
import { hidesMetadata } from '../../../src/reshapes/users/hides-metadata.js';
import { userToV1 } from '../../../src/reshapes/users/user-to-v1.js';
import { contextOf } from './context.js';
import { bags, frozen, objectFrom, sent, textOf, values } from './json-arbitrary.js';
import type { Json, JsonObject } from './json-arbitrary.js';

const identity = { connection: 'db', user_id: '5d16', provider: 'auth0', isSocial: false };

/** The user as a client reads it: JSON leaves out undefined members. */
function readOf(user: unknown): unknown {
  return sent(userToV1(frozen(user), contextOf()));
}

describe('a v2 user as v1 showed it', () => {
  test.each([
    { title: 'nothing at all still has its list of identities', user: null, shown: { identities: [] } },
    {
      title: 'identities that are none become an empty list',
      user: { identities: null },
      shown: { identities: [] },
    },
    {
      title: 'blocked: null throws in .NET, so it and every other null is left out',
      user: { blocked: null, name: null, last_login: null, last_ip: null, blocked_for: null, identities: [] },
      shown: { identities: [] },
    },
    {
      title: 'a number that is zero and a boolean that is false are values',
      user: { blocked: false, logins_count: 0, email_verified: false, identities: [] },
      shown: { blocked: false, loginsCount: 0, email_verified: false, identities: [] },
    },
    {
      title: "v1's own fields lie over metadata, and app_metadata alone over what only v2 knows",
      user: {
        email: 'profile',
        last_ip: '1.2.3.4',
        last_login: 'profile',
        identities: [identity],
        user_metadata: { email: 'u', last_ip: 'u', hobby: 'u', tint: 'u' },
        app_metadata: { _v1_lastLogin: 'a', _v1_identities: 'a', name: 'a', hobby: 'a' },
      },
      shown: {
        email: 'profile',
        last_ip: '1.2.3.4',
        lastLogin: 'profile',
        identities: [identity],
        hobby: 'a',
        tint: 'u',
        name: 'a',
      },
    },
    {
      title: 'identities are kept with their tokens and profiles',
      user: {
        user_id: 'google-oauth2|103',
        identities: [{ ...identity, access_token: 'ya29', profileData: { email: 'x', blocked: null } }],
      },
      shown: {
        _id: '676f6f676c652d6f61757468327c313033',
        user_id: 'google-oauth2|103',
        identities: [{ ...identity, access_token: 'ya29', profileData: { email: 'x', blocked: null } }],
      },
    },
    {
      title: 'a recorded user',
      user: {
        created_at: '2023-01-25T19:00:26.539Z',
        email: 'chuck878@example.com',
        last_login: '2023-02-01T00:00:00.000Z',
        logins_count: 3,
        multifactor: ['guardian'],
        user_id: 'auth0|63d17c4a9d503d76c056c160',
        identities: [identity],
        user_metadata: { favourite_attack: 'roundhouse_kick' },
        app_metadata: { facts: ['count_to_infinity_twice'] },
      },
      shown: {
        _id: '63d17c4a9d503d76c056c160',
        created_at: '2023-01-25T19:00:26.539Z',
        email: 'chuck878@example.com',
        lastLogin: '2023-02-01T00:00:00.000Z',
        loginsCount: 3,
        multifactor: ['guardian'],
        user_id: 'auth0|63d17c4a9d503d76c056c160',
        identities: [identity],
        favourite_attack: 'roundhouse_kick',
        facts: ['count_to_infinity_twice'],
      },
    },
  ])('$title', ({ user, shown }) => {
    expect(readOf(user)).toStrictEqual(shown);
  });

  const who =
    'user_id email email_verified username phone_number clientID created_at updated_at blocked lastLogin loginsCount _id'.split(
      ' ',
    );
  const described = 'name nickname picture given_name family_name gender locale issuer'.split(' ');

  test.each(who)('%s comes from the profile only, never from metadata', (name) => {
    const user = { user_metadata: { [name]: 'u' }, app_metadata: { [storedKey(name, 'first')]: 'a' } };
    expect(readOf(user)).toStrictEqual({ identities: [] });
  });

  test.each(described)('%s comes from metadata if the profile has no value', (name) => {
    const metadata = { user_metadata: { [name]: 'u' } };
    const shown = (user: object): unknown => userToV1(frozen(user), contextOf())[name];
    expect(shown({ [name]: 'p', ...metadata })).toBe('p');
    expect(shown({ [name]: null, ...metadata })).toBe('u');
    expect(shown(metadata)).toBe('u');
  });

  test('has no v2 spelling or v2 id of a field that v1 had', () => {
    const user = {
      v2_id: 'usr_1',
      last_login: '2015',
      logins_count: 2,
      user_metadata: null,
      app_metadata: [],
    };
    expect(readOf(user)).toStrictEqual({
      lastLogin: '2015',
      loginsCount: 2,
      identities: [],
    });
  });

  test.each([
    { title: 'what users write is no word of the tenant', stored: { user_metadata: { groups: ['admins'] } } },
    { title: 'what v1 wrote is shown', stored: { app_metadata: { groups: ['admins'] } }, shows: ['admins'] },
    {
      title: 'what v1 wrote is shown, above what users write',
      stored: { user_metadata: { groups: ['x'] }, app_metadata: { groups: ['admins'] } },
      shows: ['admins'],
    },
    {
      title: 'a key that is configured is v1’s, too',
      stored: { user_metadata: { groups: ['admins'] } },
      keys: ['groups'],
      shows: ['admins'],
    },
    {
      title: 'what users write in our spelling is no other',
      stored: { user_metadata: { _v1_groups: ['admins'], _v1null_groups: { places: [''], of: '' } } },
    },
  ])('for a field that the connection provides: $title', ({ stored, keys = [], shows = ['staff'] }) => {
    const user = { groups: ['staff'], constructor: 1, ...stored };
    const context = contextOf({ userMetadataKeys: keys });
    expect(userToV1(frozen(user), context)).toMatchObject({ groups: shows });
    const isHidden = shows.includes('staff') && Object.hasOwn(stored.user_metadata ?? {}, 'groups');
    expect(hidesMetadata(user, context)).toEqual(isHidden ? ['groups'] : []);
  });

  test('a name that every object inherits is shown from metadata like any other', () => {
    const user = { user_metadata: { constructor: 'a', toString: 'b' } };
    expect(userToV1(frozen(user), contextOf())).toMatchObject({ constructor: 'a', toString: 'b' });
  });

  test('keeps every profile value that is not null, whatever the metadata', () => {
    const names = fc.constantFrom(
      ...'email,email_verified,username,phone_number,name,nickname,picture,given_name,family_name,gender,locale'.split(
        ',',
      ),
      ...'clientID,issuer,last_login,logins_count,created_at,updated_at,blocked'.split(','),
    );
    const extras = fc.constantFrom(
      'last_ip',
      'last_password_reset',
      'multifactor',
      'phone_verified',
      '__proto__',
    );
    const user = fc.record({
      fields: fc.array(fc.tuple(names, values), { maxLength: 12 }),
      more: fc.array(fc.tuple(extras, values), { maxLength: 4 }),
      identities: fc.array(values, { maxLength: 3 }),
      app: bags,
      below: bags,
    });
    fc.assert(
      fc.property(user, ({ fields, more, identities, app, below }) => {
        const profile: [string, Json][] = [
          ...new Map([...more, ...fields, ['identities', identities] as [string, Json]]),
        ];
        const whole = sent(objectFrom([...profile, ['app_metadata', app], ['user_metadata', below]]));
        const shown = userToV1(frozen(whole), contextOf()) as JsonObject;
        const kept = profile.filter(
          ([name, value]) => value !== null && !(isExtra(name) && Object.hasOwn(app, name)),
        );
        for (const [name, value] of kept) {
          const own = Object.getOwnPropertyDescriptor(shown, v1Name(name));
          expect(textOf(own?.value)).toBe(textOf(value));
        }
        expect(Object.getPrototypeOf(shown)).toBe(Object.prototype);
      }),
      { numRuns: 400 },
    );
  });
});

function isExtra(name: string): boolean {
  return ['last_ip', 'last_password_reset', 'multifactor', 'phone_verified', '__proto__'].includes(name);
}

function v1Name(name: string): string {
  if (name === 'last_login') return 'lastLogin';
  return name === 'logins_count' ? 'loginsCount' : name;
}
