import { describe, expect, test } from '@jest/globals';
import { userSearch, type UserSearch } from '../../../src/reshapes/search/user-search.js';

const nobody: UserSearch = [{ kind: 'nobody' }];
const whole = (path: string, type: 'name' | 'text' | 'id' | 'unlisted', value: string): UserSearch => [
  { kind: 'whole', path, type, value },
];

describe('what a v1 list of users asks for', () => {
  test.each<[string, Record<string, unknown>, UserSearch]>([
    ['nothing', {}, []],
    ['an empty search', { search: '' }, []],
    ['empty quotes', { search: '""' }, []],
    ['a search that is no text', { search: 5 }, []],
    ['a beginning', { search: 'john' }, [{ kind: 'starts-with', text: 'john' }]],
    ['a beginning in quotes', { search: '"a; b"' }, [{ kind: 'starts-with', text: 'a; b' }]],
    ['the whole of a name', { search: 'family_name:x' }, whole('family_name', 'name', 'x')],
    ['an empty value', { search: 'email:' }, whole('email', 'name', '')],
    ['v1’s name of a field', { search: 'connection:db' }, whole('identities.connection', 'id', 'db')],
    ['the id', { search: 'user_id:"auth0|1"' }, whole('user_id', 'id', 'auth0|1')],
    ['v1’s id of a database user', { search: '_id:abc' }, whole('user_id', 'id', 'auth0|abc')],
    ['v1’s id of another', { search: '_id:736d737c31' }, whole('user_id', 'id', 'sms|1')],
    ['a field that v2 does not list', { search: 'hobby:surf' }, whole('hobby', 'unlisted', 'surf')],
    ['a name that every object has', { search: 'toString:x' }, whole('toString', 'unlisted', 'x')],
    [
      'a boolean as .NET prints it',
      { search: 'blocked:True' },
      [{ kind: 'flag', path: 'blocked', value: true, whenAbsent: false }],
    ],
    [
      'a boolean in quotes',
      { search: 'isSocial:"false"' },
      [{ kind: 'flag', path: 'identities.isSocial', value: false, whenAbsent: undefined }],
    ],
    [
      'a provider by its old name',
      { search: 'provider:PingFederate' },
      [{ kind: 'whole', path: 'identities.provider', type: 'id', value: 'pingfederate' }],
    ],
    [
      'a provider that v2 still has',
      { search: 'identities.provider:"office365"' },
      [{ kind: 'whole', path: 'identities.provider', type: 'id', value: 'office365' }],
    ],
    ['a boolean that is none', { search: 'blocked:0' }, nobody],
    ['a number', { search: 'loginsCount:007' }, [{ kind: 'count', path: 'logins_count', value: 7 }]],
    ['a number that is none', { search: 'loginsCount:-1' }, nobody],
    ['a number beyond counting', { search: `loginsCount:${'9'.repeat(16)}` }, nobody],
    [
      'a day',
      { search: 'lastLogin:2015-01-31' },
      [{ kind: 'time', path: 'last_login', beginning: '2015-01-31' }],
    ],
    ['a year', { search: 'created_at:2015' }, [{ kind: 'time', path: 'created_at', beginning: '2015' }]],
    [
      'an instant in another zone',
      { search: 'lastLogin:"2015-01-31T10:00:00+01:00"' },
      [{ kind: 'time', path: 'last_login', beginning: '2015-01-31T09:00:00.000Z' }],
    ],
    ['a day that there is not', { search: 'lastLogin:2015-02-30' }, nobody],
    ['a month that there is not', { search: 'lastLogin:2015-13' }, nobody],
    ['a time that is none', { search: 'lastLogin:yesterday' }, nobody],
    ['a text longer than any', { search: 'x'.repeat(1025) }, nobody],
    ['a connection', { connection: 'All' }, [{ kind: 'connections', names: ['All'] }]],
    ['any connection, as the explorer says it', { connectionOrAll: 'All' }, []],
    ['an empty connection', { connectionOrAll: '' }, []],
    ['no connection at all', { connections: [] }, nobody],
    [
      'a connection whose name is none',
      { connections: [{ name: 'x'.repeat(1025) }, { name: '' }, null] },
      nobody,
    ],
    [
      'all of it',
      {
        search: 'a; blocked:true',
        connectionOrAll: 'db',
        list: 'social',
        connections: [{ name: 'x' }, { name: 'y' }],
      },
      [
        { kind: 'connections', names: ['x', 'y'] },
        { kind: 'starts-with', text: 'a' },
        { kind: 'flag', path: 'blocked', value: true, whenAbsent: false },
        { kind: 'connections', names: ['db'] },
        { kind: 'social' },
      ],
    ],
  ])('%s', (_, input, search) => {
    expect(userSearch(input)).toEqual(search);
  });
});
