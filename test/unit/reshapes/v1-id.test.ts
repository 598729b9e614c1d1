import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { userIdToV2 } from '../../../src/reshapes/users/user-id-to-v2.js';
import { v1IdOf } from '../../../src/reshapes/users/v1-id.js';
import { anyCharacter } from '../../support/any-character.js';

const hex = (text: string): string => Buffer.from(text, 'utf8').toString('hex');

describe('the _id of a v1 user', () => {
  test.each([
    {
      title: 'an id of twelve bytes, whose hex looks like a Mongo id',
      userId: 'sms|12345678',
      id: '00736d737c3132333435363738',
    },
    {
      title: 'a database id that is itself hex of a user id',
      userId: `auth0|${hex('ad|x')}`,
      id: hex(`auth0|${hex('ad|x')}`),
    },
    { title: 'a database id with a bar', userId: 'auth0|a|b', id: hex('auth0|a|b') },
    { title: 'an id with a byte order mark', userId: '\ufeffad|x1', id: hex('\ufeffad|x1') },
    { title: 'a database id without anything', userId: 'auth0|', id: hex('auth0|') },
    {
      title: 'an enterprise id with two bars and an umlaut',
      userId: 'samlp|conn|jürgen@x',
      id: hex('samlp|conn|jürgen@x'),
    },
    { title: 'an id with a lone surrogate, which has no bytes', userId: 'ad|\ud800', id: 'ad|\ud800' },
    { title: 'a social id', userId: 'google-oauth2|103', id: '676f6f676c652d6f61757468327c313033' },
    { title: 'a custom database id', userId: 'auth0|john', id: 'john' },
    {
      title: 'a database id as v1 made them',
      userId: 'auth0|5d1668d58fbb120ea0c19799',
      id: '5d1668d58fbb120ea0c19799',
    },
  ])('$title', ({ userId, id }) => {
    expect(v1IdOf(userId)).toBe(id);
    expect(userIdToV2(id)).toBe(userId);
  });

  test('every user_id is restored from its _id, so no two share one', () => {
    const bare = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.stringMatching(/^[0-9a-f]{0,32}$/),
      fc.string({ unit: anyCharacter }).map((text) => hex(`${text}|`)),
      fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 8 }),
      fc.constantFrom('\0', '\0sms|12345678', '\ufeff', '|', ''),
    );
    const provider = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('auth0', 'sms', 'ad', 'google-oauth2', 'samlp|conn') },
      fc.string({ unit: anyCharacter, maxLength: 4 }),
      fc.constantFrom('\0', '\0a', '\ufeff'),
    );
    const userIds = fc.tuple(provider, bare).map(([strategy, id]) => `${strategy}|${id}`);
    fc.assert(
      fc.property(userIds, (userId) => {
        expect(userIdToV2(v1IdOf(userId))).toBe(userId);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a user id as v1 clients send it', () => {
  test.each([
    { title: 'hex of bytes that are no UTF-8', sent: 'ff7c', read: 'auth0|ff7c' },
    { title: 'hex of a text without a bar', sent: hex('john'), read: `auth0|${hex('john')}` },
    { title: 'hex of a text that starts with a bar', sent: hex('|john'), read: `auth0|${hex('|john')}` },
    {
      title: 'a Mongo id whose bytes happen to spell a user id',
      sent: hex('sms|12345678'),
      read: `auth0|${hex('sms|12345678')}`,
    },
    { title: 'hex in capitals, which no _id of ours is', sent: 'AD7C', read: 'auth0|AD7C' },
    { title: 'hex of odd length', sent: '61647c7', read: 'auth0|61647c7' },
    { title: 'the _id of another provider', sent: hex('ad|corp|guid-1'), read: 'ad|corp|guid-1' },
    { title: 'a Mongo id', sent: '5d1668d58fbb120ea0c19799', read: 'auth0|5d1668d58fbb120ea0c19799' },
    { title: 'hex of thirteen bytes', sent: hex('sms|123456789'), read: 'sms|123456789' },
    { title: 'hex of a text that starts with a NUL', sent: hex('\0ad|x'), read: '\0ad|x' },
    { title: 'a user_id', sent: 'ad|conn|guid', read: 'ad|conn|guid' },
    { title: 'the form of 2015', sent: 'usr_Ab9', read: 'usr_Ab9' },
    { title: 'what only looks like it', sent: 'usr_a-b', read: 'auth0|usr_a-b' },
  ])('$title', ({ sent, read }) => {
    expect(userIdToV2(sent)).toBe(read);
  });

  test('an unreadable id does not affect the next call', () => {
    userIdToV2('efbb7c');
    expect(userIdToV2(hex('ad|x'))).toBe('ad|x');
  });
});
