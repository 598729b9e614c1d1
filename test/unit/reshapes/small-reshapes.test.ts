import { describe, expect, test } from '@jest/globals';
import { deviceToV1 } from '../../../src/reshapes/users/device-to-v1.js';
import { devicesToV1 } from '../../../src/reshapes/users/devices-to-v1.js';
import { emailToV2 } from '../../../src/reshapes/users/email-to-v2.js';
import { identityFromUserId } from '../../../src/reshapes/users/identity-from-user-id.js';
import { isDelegated } from '../../../src/reshapes/clients/is-delegated.js';
import { logToV1 } from '../../../src/reshapes/logs/log-to-v1.js';
import { metadataInput } from '../../../src/reshapes/metadata/metadata-input.js';
import { pageOfList } from '../../../src/reshapes/lists/page-of-list.js';
import { pagingToV2 } from '../../../src/reshapes/lists/paging-to-v2.js';
import { profileUserId } from '../../../src/reshapes/users/profile-user-id.js';
import { publicKeyToV2 } from '../../../src/reshapes/users/public-key-to-v2.js';
import { ticketLink } from '../../../src/reshapes/tickets/ticket-link.js';
import { typedUserId } from '../../../src/reshapes/users/typed-user-id.js';
import { userIdOfUser } from '../../../src/reshapes/users/user-id-of-user.js';
import { userSearchField, type UserSearchField } from '../../../src/reshapes/search/user-search-field.js';
import { contextOf } from './context.js';
import { frozen } from './json-arbitrary.js';

describe('email-to-v2', () => {
  test.each([
    { address: 'JÖRG+A@Example.COM', stored: 'jörg+a@example.com' },
    { address: 'a@b.c', stored: 'a@b.c' },
  ])('$address is stored as $stored', ({ address, stored }) => {
    expect(emailToV2(address)).toBe(stored);
  });
});

describe('identity-from-user-id', () => {
  test.each([
    { id: 'samlp|conn|name@x', identity: { provider: 'samlp', user_id: 'conn|name@x' } },
    { id: Buffer.from('ad|c|g').toString('hex'), identity: { provider: 'ad', user_id: 'c|g' } },
    { id: '5d1668d58fbb120ea0c19799', identity: { provider: 'auth0', user_id: '5d1668d58fbb120ea0c19799' } },
    { id: 'google-oauth2|123', identity: { provider: 'google-oauth2', user_id: '123' } },
  ])('$id', ({ id, identity }) => {
    expect(identityFromUserId(id)).toStrictEqual(identity);
  });

  test.each([[undefined], [''], ['|123'], ['auth0|'], [12]])('%j is refused', (id) => {
    expect(() => identityFromUserId(id)).toThrow(
      expect.objectContaining({
        code: 'input-invalid',
        message: 'The user_id must have the form provider|id.',
      }),
    );
  });
});

describe('devices', () => {
  const recorded = {
    id: 'dcr_GppmjtmDWWY7RRS5',
    device_name: 'rubytest-username_phone_1',
    device_id: '68753A44-4D6F-1226-9C60-0050E4C00067',
    user_id: 'auth0|5bb7aa92ea4644072b1abe07',
    type: 'public_key',
  };
  const shown = {
    id: 'dcr_GppmjtmDWWY7RRS5',
    device: 'rubytest-username_phone_1',
    device_name: 'rubytest-username_phone_1',
    user_id: 'auth0|5bb7aa92ea4644072b1abe07',
    type: 'public_key',
  };

  test("a recorded credential has v1's name of the device too", () => {
    expect(deviceToV1(frozen(recorded))).toStrictEqual(shown);
    expect(deviceToV1({ id: 'd', client_id: 'c', device_name: null })).toStrictEqual({
      id: 'd',
      client_id: 'c',
    });
  });

  test.each([
    { title: 'answers that are none are empty', answers: { public_keys: null }, ids: [] },
    {
      title: 'one credential is shown once',
      answers: { public_keys: [{ id: 'a' }], refresh_tokens: [{ id: 'a' }, { id: 'b' }] },
      ids: ['a', 'b'],
    },
    {
      title: 'credentials without an id are all shown',
      answers: { public_keys: [{}, {}] },
      ids: [undefined, undefined],
    },
    {
      title: 'pages with totals are read as well',
      answers: { rotating_refresh_tokens: { total: 1, device_credentials: [{ id: 'c' }] } },
      ids: ['c'],
    },
    {
      title: 'the three lists follow each other',
      answers: {
        rotating_refresh_tokens: [{ id: 'c' }],
        refresh_tokens: [{ id: 'b' }],
        public_keys: [{ id: 'a' }],
      },
      ids: ['a', 'b', 'c'],
    },
  ])('$title', ({ answers, ids }) => {
    expect(devicesToV1(frozen(answers)).map(({ id }) => id)).toStrictEqual(ids);
  });
});

describe('log entries', () => {
  test.each([
    {
      title: 'an entry that only has a log_id',
      entry: { type: 's', log_id: '9002' },
      shown: { _id: '9002', type: 's' },
    },
    {
      title: 'an entry without either',
      entry: { type: 's', details: null },
      shown: { type: 's', details: null },
    },
    {
      title: 'a recorded one',
      entry: { type: 's', log_id: '9002', _id: '9002', location_info: {} },
      shown: { _id: '9002', type: 's', location_info: {} },
    },
  ])('$title', ({ entry, shown }) => {
    expect(logToV1(frozen(entry))).toStrictEqual(shown);
  });
});

describe('paging', () => {
  test.each([
    { title: 'texts that are no numbers', query: { page: 'https://x', per_page: '' }, page: 0, perPage: 100 },
    { title: 'numbers that are none', query: { page: NaN, per_page: Infinity }, page: 0, perPage: 100 },
    { title: 'below the least', query: { page: -1, per_page: 0 }, page: 0, perPage: 1 },
    {
      title: 'above the most',
      query: { page: 1e300, per_page: 501 },
      page: Number.MAX_SAFE_INTEGER,
      perPage: 500,
    },
    { title: 'fractions', query: { page: 1.9, per_page: '2.5' }, page: 1, perPage: 2 },
    {
      title: "the entry's own default and most",
      query: { per_page: undefined, default: 50, max: 100 },
      page: 0,
      perPage: 50,
    },
    {
      title: "above the entry's most",
      query: { per_page: 500, default: 50, max: 100 },
      page: 0,
      perPage: 100,
    },
    { title: 'texts', query: { page: '3', per_page: ' 500 ' }, page: 3, perPage: 500 },
    { title: 'what is neither', query: { page: [3], per_page: true }, page: 0, perPage: 100 },
    { title: 'texts of nothing but space', query: { page: ' ', per_page: ' ' }, page: 0, perPage: 100 },
    { title: 'nothing', query: undefined, page: 0, perPage: 100 },
  ])('$title', ({ query, page, perPage }) => {
    expect(pagingToV2(frozen(query))).toStrictEqual({ page, per_page: perPage });
  });
});

describe('a page of a list that v2 gives as a whole', () => {
  test.each([
    { paging: {}, items: [1, 2, 3], next: undefined },
    { paging: { per_page: 2 }, items: [1, 2], next: { page: 1 } },
    { paging: { page: 1, per_page: 2 }, items: [3], next: undefined },
    { paging: { page: 0, per_page: 3 }, items: [1, 2, 3], next: undefined },
    { paging: { page: 5, per_page: 2 }, items: [], next: undefined },
    { paging: { per_page: 50 }, items: [1, 2, 3], next: undefined },
  ])('$paging', ({ paging, items, next }) => {
    expect(pageOfList(frozen({ list: [1, 2, 3], ...paging }))).toStrictEqual({ items, next });
  });

  test('of an empty or missing list is empty', () => {
    expect(pageOfList({ list: [] })).toStrictEqual({ items: [], next: undefined });
    expect(pageOfList({ list: null })).toStrictEqual({ items: [], next: undefined });
  });
});

describe("a device's public key", () => {
  const key = { user_id: 'auth0|1', device: 'phone', public_key: 'K' };
  const stored = {
    type: 'public_key',
    device_name: 'phone',
    value: 'K',
    device_id: '45569da57f4b7bf472d7a864ef478145',
  };

  test('belongs to the user that a client names, or to the calling user', () => {
    expect(publicKeyToV2(frozen(key), contextOf())).toStrictEqual({ ...stored, user_id: 'auth0|1' });
    expect(publicKeyToV2(frozen(key), contextOf({}, 'user'))).toStrictEqual(stored);
  });
});

describe('the user or client of a request', () => {
  test('is a typed user id only in the form of 2015', () => {
    const ids = ['usr_Ab9', 'usr_', 'usr_a-b', 'x|usr_a', 'usr_a|b', 'auth0|1', undefined, 5];
    expect(ids.map(typedUserId)).toEqual(['usr_Ab9', ...Array<undefined>(7).fill(undefined)]);
  });

  test('is the given user id unless a user was read for it', () => {
    expect(userIdOfUser({ given: 'auth0|1' })).toBe('auth0|1');
    expect(userIdOfUser({ given: 'usr_1', user: { user_id: 'auth0|1' } })).toBe('auth0|1');
  });

  test('is delegated only if it differs from the client whose credentials v2 sees', () => {
    const is = (client_id: string, upstream_id?: string) =>
      isDelegated({ kind: 'app', client_id, upstream_id });
    expect([is('a', 'b'), is('a', 'a'), is('a'), is('', 'b')]).toEqual([true, false, false, false]);
  });
});

test.each([
  { profile: { sub: 'auth0|1' }, id: 'auth0|1' },
  { profile: { user_id: 'auth0|1' }, id: 'auth0|1' },
  { profile: { sub: 'auth0|1', user_id: 'auth0|2' }, id: 'auth0|1' },
])('$profile is the profile of $id', ({ profile, id }) => {
  expect(profileUserId(profile)).toBe(id);
});

test.each([undefined, {}, { sub: null }, { sub: '' }, { user_id: 7 }])(
  '%j is refused as a profile without a user id',
  (profile) => {
    expect(() => profileUserId(profile)).toThrow(expect.objectContaining({ code: 'upstream-unreadable' }));
  },
);

test('ticketLink returns the first link among the answers, and fails without one', () => {
  expect(ticketLink([undefined, null, 'https://a.example', 'https://b.example'])).toBe('https://a.example');
  for (const none of [undefined, null, '', 7, {}])
    expect(() => ticketLink([none])).toThrow(expect.objectContaining({ code: 'upstream-unreadable' }));
});

test.each([undefined, null, 'a', 5, [{}]])('%j is refused as metadata', (value) => {
  expect(metadataInput({ a: 1 })).toEqual({ a: 1 });
  expect(() => metadataInput(value)).toThrow(
    expect.objectContaining({ code: 'input-invalid', message: 'The metadata must be a JSON object.' }),
  );
});

describe('a field of a search for users', () => {
  const is = (type: UserSearchField['type'], path: string, names: string[]) =>
    names.map((name) => ({ name, field: { type, path } }));
  const flag = (path: string, whenAbsent: false | undefined, names: string[]) =>
    names.map((name) => ({ name, field: { type: 'flag', path, whenAbsent } }));

  test.each([
    ...['email', 'name', 'given_name', 'family_name', 'nickname'].flatMap((name) => is('name', name, [name])),
    ...['username', 'phone_number', 'picture'].flatMap((name) => is('text', name, [name])),
    ...is('id', 'user_id', ['user_id', '_id']),
    ...is('id', 'identities.connection', ['identities.connection', 'connection']),
    ...is('id', 'identities.provider', ['identities.provider', 'provider']),
    ...is('id', 'identities.user_id', ['identities.user_id']),
    ...is('count', 'logins_count', ['logins_count', 'loginsCount']),
    ...is('time', 'last_login', ['last_login', 'lastLogin']),
    ...['created_at', 'updated_at'].flatMap((name) => is('time', name, [name])),
    ...['email_verified', 'phone_verified', 'blocked'].flatMap((name) => flag(name, false, [name])),
    ...flag('identities.isSocial', undefined, ['identities.isSocial', 'isSocial']),
    ...['hobby', 'constructor'].flatMap((name) => is('unlisted', name, [name])),
  ])('$name is $field.path, compared as $field.type', ({ name, field }) => {
    expect(userSearchField(name)).toStrictEqual(field);
  });
});
