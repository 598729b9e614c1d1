import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { redact, redactText } from '../../../src/observe/log/redact.js';
import { cpuTime } from '../../support/cpu-time.js';

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';
const jwe = 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..aXY.Y2lwaGVydGV4dA.dGFn';
const secret = 'QCyEZDz_TddJ8HyS5SUkCnD8zRA9a9SkpXz9w3QlY7Zkuvqdt7s8Stqcbnr3yBdG';

describe('redactText masks', () => {
  test.each([
    ['a JWE with its empty second part', jwe, '[redacted]'],
    ['a JWT in a sentence', `token ${jwt} is bad`, 'token [redacted] is bad'],
    ['a JWT without signature', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.', '[redacted]'],
    ['a bearer', 'Authorization: bearer abc123', 'Authorization: bearer [redacted]'],
    ['basic credentials', 'Basic dTpw==', 'Basic [redacted]'],
    ['a token in a query', '/api/users?access_token=abc&page=1', '/api/users?access_token=[redacted]&page=1'],
    ['a secret in a form', 'client_id=a&client_secret=hush', 'client_id=a&client_secret=[redacted]'],
    [
      'a paging link',
      'https://h/api/users?page=1&bewit=abc>',
      'https://h/api/users?page=1&bewit=[redacted]>',
    ],
    ['a password in a URL', 'redis://user:hush@redis:6379', 'redis://[redacted]@redis:6379'],
    ['a password with an @ in a URL', 'redis://:hu@sh@redis:6379', 'redis://[redacted]@redis:6379'],
    ['a password by a shorter name', 'POST ?passwd=a;b&pwd=c', 'POST ?passwd=[redacted]&pwd=[redacted]'],
    ['a password behind another parameter', 'a=1;pwd=c', 'a=1;pwd=[redacted]'],
    ['a password in JSON', 'no: {"password": "hush", "a": 1}', 'no: {"password": "[redacted]", "a": 1}'],
    ['one with a quote in it', `{"pwd":"a\\"b","c":"d"}`, '{"pwd":"[redacted]","c":"d"}'],
    [
      'one in JSON in JSON',
      `"{\\"pwd\\":\\"a\\\\\\"b\\",\\"c\\":1}"`,
      `"{\\"pwd\\":\\"[redacted]\\",\\"c\\":1}"`,
    ],
    ['one in single quotes', `{ a: 1, 'pwd': 'hush' }`, `{ a: 1, 'pwd': '[redacted]' }`],
    ['one as Node prints an object', `{ a: 1, pwd: 'hush' }`, `{ a: 1, pwd: '[redacted]' }`],
    ['one that ends in a backslash', `no: {"pwd":"a\\\\","c":"d"}`, 'no: {"pwd":"[redacted]","c":"d"}'],
    ['a name with escapes', `no: {"p\\u0077d":"hush"}`, `no: {"p\\u0077d":"[redacted]"}`],
    ['a password of digits', 'no: {"password":1234,"c":5}', 'no: {"password":"[redacted]","c":5}'],
    ['secrets without a clear end', 'it: {"secrets":{"a":"b"}}', 'it: {"secrets":{[redacted]'],
    ['a client secret anywhere', `it was ${secret}!`, 'it was [redacted]!'],
  ])('%s', (_name, text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  test.each([
    'auth0|5457edea1b8f33391a000004',
    '1SkHbn88HxjSI6bWHtP3fS2qHx6kwXoI',
    '5fbd7ad8-8a0c-4b41-9d2f-8f5f0ee7c0f4',
    '{"error":"invalid_token","code":"a","token_ttl":5}',
    `{ Authorization: 'Bearer ' + token, password: '' }`,
    'connect ECONNREFUSED 127.0.0.1:9',
    'HOLDOVER_PORT: 127.0.0.1:8080 is already in use',
    '/apps/src/a-very-long-name/of-a-folder/and-of-a-file.yaml:3:1 is not a map',
  ])('nothing in %s', (text) => {
    expect(redactText(text)).toBe(text);
  });
});

describe('redact', () => {
  test.each([
    'client_secret',
    'clientSecret',
    'Authorization',
    'password',
    'pwd',
    'newPassword',
    'access_token',
    'cookie',
    'x-api-key',
    'bewit',
  ])('masks the value under the key %s', (key) => {
    expect(redact({ [key]: 'short' })).toEqual({ [key]: '[redacted]' });
    expect(redact({ a: [{ [key]: { deep: 'x' } }] })).toEqual({ a: [{ [key]: '[redacted]' }] });
  });

  test('leaves numbers, booleans, null and undefined unchanged, even under such a key', () => {
    expect(redact({ tokenTtlS: 5, password: null, secret: undefined, token: true })).toEqual({
      tokenTtlS: 5,
      password: null,
      secret: undefined,
      token: true,
    });
  });

  test('masks a secret whatever text surrounds it', () => {
    fc.assert(
      fc.property(fc.constantFrom(jwt, jwe, secret), fc.string(), fc.string(), (hidden, before, after) => {
        const text = `${before} ${hidden} ${after}`;
        expect(JSON.stringify(redact({ text, list: [text] }))).not.toContain(hidden);
      }),
    );
  });

  test.each([
    '?token',
    '"name":"',
    '\\"',
    '"token',
    'eyJ',
    'a',
    '1a',
    'bearer ',
    '://',
    'a.',
    '?code=',
    '-_',
    'bearer\t\t',
    ' ',
  ])('scans only the beginning of a long text, such as 1,000,000 letters of %j', (piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    const ms = cpuTime(() => {
      expect(redactText(text).length).toBeLessThan(6_000);
    });
    expect(ms).toBeLessThan(50);
  });

  test('terminates on a circular value', () => {
    const ring: Record<string, unknown> = {};
    ring['self'] = ring;
    expect(JSON.stringify(redact(ring))).toContain('[deep]');
  });
});
