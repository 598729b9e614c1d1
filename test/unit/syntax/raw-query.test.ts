import { describe, expect, test } from '@jest/globals';
import { readRawQuery, withoutCredentials } from '../../../src/syntax/raw-query.js';

describe('readRawQuery', () => {
  test.each<[string, string, [string, string][]]>([
    ['a plus is a plus', 'search=a+b@c.d', [['search', 'a+b@c.d']]],
    ['the first of a repeated key wins', 'a=1&a=2', [['a', '1']]],
    [
      'a key needs no value',
      'a&b=',
      [
        ['a', ''],
        ['b', ''],
      ],
    ],
    ['only the first = parts', 'q=a=b', [['q', 'a=b']]],
    ['both sides are decoded', '%61=%7C', [['a', '|']]],
    ['nothing is nothing', '', []],
  ])('%s', (_, raw, pairs) => {
    expect([...readRawQuery(raw)]).toEqual(pairs);
  });

  test.each([
    ['a=50%', '50%'],
    ['a=%zz%41', '%zzA'],
    ['a=%E9t%C3%A9', '%E9té'],
  ])('a percent sign that encodes nothing stays a percent sign: %s', (raw, value) => {
    expect(readRawQuery(raw).get('a')).toBe(value);
  });
});

test.each([
  ['access_token=secret&a=1', 'a=1'],
  ['a=1&%61ccess_token=secret&bewit=x', 'a=1'],
  ['%zz=1&a', '%zz=1&a'],
])('withoutCredentials(%s) leaves %s', (raw, left) => {
  expect(withoutCredentials(raw)).toBe(left);
});
