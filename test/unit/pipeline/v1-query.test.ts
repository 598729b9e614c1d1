import { describe, expect, test } from '@jest/globals';
import { readRawQuery } from '../../../src/syntax/raw-query.js';
import { pathOfPage, queryForMap, targetOf } from '../../../src/pipeline/v1-query.js';

describe('a v1 query is read as v1 clients write it', () => {
  test.each([
    ['a plus is a plus', 'search=a+b@c.d', { search: 'a+b@c.d' }],
    ['an encoded plus is one too', 'search=a%2Bb', { search: 'a+b' }],
    ['a bare question mark is no query', '', {}],
    ['a key without a value is empty', 'search&page=1', { search: '', page: '1' }],
    ['the first of two wins', 'page=1&page=2', { page: '1' }],
    ['an equals sign may stand in a value', 'search=a=b', { search: 'a=b' }],
    ['empty pairs are nothing', '&&page=1&', { page: '1' }],
  ])('%s', (_, raw, expected) => {
    expect(Object.fromEntries(readRawQuery(raw))).toEqual(expected);
  });

  test('credentials do not reach the map, and a key named __proto__ is only a key', () => {
    const query = queryForMap('access_token=t&__proto__=x&bewit=b&page=2');
    expect(Object.keys(query)).toEqual(['__proto__', 'page']);
    expect(Object.getPrototypeOf(query)).toBe(Object.prototype);
  });
});

describe('the target that a paging link is bound to', () => {
  test.each([
    ['/api/users/', 'per_page=2&page=1&bewit=x'],
    ['/api/users', 'page=1&per_page=2'],
    ['/api/users', 'page=1&access_token=t&per_page=%32'],
  ])('is the same for every spelling: %s?%s', (path, query) => {
    expect(targetOf({ path, query })).toBe('/api/users?page=1&per_page=2');
  });

  test.each([
    ['/api/users', 'page=2&per_page=2'],
    ['/api/connections/c/users', 'page=1&per_page=2'],
    ['/api/users', 'page=1&per_page=2&search=x'],
  ])('differs for another page, path or filter: %s?%s', (path, query) => {
    expect(targetOf({ path, query })).not.toBe('/api/users?page=1&per_page=2');
  });
});

test('the path of the next page keeps the filters, drops the token and holds no comma', () => {
  const next = pathOfPage({ path: '/api/users', query: 'access_token=t&search=a,b+c&page=3&per_page=2' }, 4);
  expect(next).toBe('/api/users?search=a%2Cb%2Bc&page=4&per_page=2');
});
