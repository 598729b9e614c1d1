import { describe, expect, test } from '@jest/globals';
import { readBaseUrl } from '../../../src/upstream/base-url.js';

describe('a base URL', () => {
  test.each([
    ['https://acme.auth0.com', 'https://acme.auth0.com', ''],
    ['https://ACME.auth0.com:443/', 'https://acme.auth0.com', ''],
    ['http://localhost:4000/tenant//', 'http://localhost:4000', '/tenant'],
    ['http://[::1]:4000/a/b', 'http://[::1]:4000', '/a/b'],
  ])('%s is split into its origin and its path', (text, origin, prefix) => {
    expect(readBaseUrl(text)).toEqual({ origin, prefix });
  });

  test.each([
    ['acme.auth0.com', 'absolute'],
    ['', 'absolute'],
    ['ftp://acme.auth0.com', 'http://'],
    ['https://acme.auth0.com/?a=1', 'query'],
    ['https://acme.auth0.com/#a', 'fragment'],
    ['https://user:canary@acme.auth0.com', 'password'],
    ['https://user:canary@acme.auth0.com:port', 'absolute'],
  ])('%j is refused with a message that does not repeat it', (text, word) => {
    let message = '';
    try {
      readBaseUrl(text);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(word);
    expect(message).not.toContain('canary');
  });
});
