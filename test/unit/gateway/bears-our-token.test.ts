import { describe, expect, test } from '@jest/globals';
import { bearsOurToken } from '../../../src/gateway/pass-through/bears-our-token.js';

const isOurs = (token: string): boolean => token.startsWith('ours');

describe('a token that v1 has not issued', () => {
  test.each<[string, { url: string; authorization?: string }]>([
    ['in the header', { url: '/api/users', authorization: 'Bearer ours.1' }],
    ['in the header, in whatever spelling', { url: '/api/users', authorization: 'bearer   ours.1' }],
    ['in the query', { url: '/api/users?per_page=2&access_token=ours.1' }],
    ['in the query, escaped', { url: '/api/users?access_token=%6furs.1' }],
    ['behind another of the same name', { url: '/api/users?access_token=v1&access_token=ours.1' }],
    ['as the seal of a link', { url: '/api/users?page=1&bewit=ours.1', authorization: 'Bearer v1' }],
    ['in the path', { url: '/api/users/ours.1/devices' }],
  ])('is found %s', (_name, { url, authorization }) => {
    expect(bearsOurToken({ url, headers: { authorization } }, isOurs)).toBe(true);
  });

  test.each(['/api/users?access_token=v1', '/api/users/%zz?x', '/'])('is not found in %s', (url) => {
    expect(bearsOurToken({ url, headers: { authorization: 'Bearer v1' } }, isOurs)).toBe(false);
  });
});
