import { describe, expect, test } from '@jest/globals';
import { toldStatus } from '../../../src/pipeline/told.js';

describe('an entry whose SDK takes every status but 400 for success', () => {
  test.each([409, 413, 429, 500, 501, 502, 503, 504])('tells %i as 400', (status) => {
    expect(toldStatus(status, { only400: true })).toBe(400);
  });

  test.each([
    [200, 'is a success'],
    [201, 'is a success'],
    [401, 'other SDKs raise an error of their own by it'],
    [402, '.NET shows its reason phrase'],
    [403, 'other SDKs raise an error of their own by it'],
    [404, 'it says that there is no such record'],
    [499, 'it is for the log'],
  ])('leaves %i: %s', (status) => {
    expect(toldStatus(status, { only400: true })).toBe(status);
  });
});

test('any other entry tells every status as it is', () => {
  for (const status of [200, 404, 429, 502]) expect(toldStatus(status, { only400: false })).toBe(status);
});
