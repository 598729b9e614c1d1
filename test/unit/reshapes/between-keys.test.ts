import { expect, test } from '@jest/globals';
import { betweenKeys } from '../../../src/reshapes/search/between-keys.js';

test.each([
  { after: 'auth0|a', before: 'auth0|b', range: 'user_id:{"auth0|a" TO "auth0|b"}' },
  { after: 'auth0|a', before: undefined, range: 'user_id:{"auth0|a" TO *]' },
  { after: undefined, before: 'a"b', range: 'user_id:[* TO "a\\"b"}' },
])('betweenKeys: after $after and before $before, both excluded', ({ after, before, range }) => {
  expect(betweenKeys(undefined, { key: 'user_id', after, before })).toBe(range);
  expect(betweenKeys('blocked:true', { key: 'user_id', after, before })).toBe(`blocked:true AND ${range}`);
});

test('betweenKeys adds no range without after and before', () => {
  expect(betweenKeys('blocked:true', { key: 'user_id' })).toBe('blocked:true');
  expect(betweenKeys(undefined, { key: 'user_id' })).toBeUndefined();
});
