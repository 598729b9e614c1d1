import { expect, test } from '@jest/globals';
import { checkToken } from '../../../src/doctor/check-token.js';
import { GatewayError, type ErrorDetails } from '../../../src/errors/gateway-error.js';

const credentials = { clientId: 'shop', clientSecret: 's' };
const token = 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl';

function check(details: ErrorDetails) {
  const send = () => Promise.reject(new GatewayError('upstream-refused', details));
  return checkToken(credentials, token, { send, place: 'the clients file' });
}

test.each<ErrorDetails>([
  { upstreamStatus: 401, message: `Invalid token: ${token}` },
  { upstreamStatus: 400, upstreamCode: 'Bearer', message: `Bad HTTP authentication header format: ${token}` },
])('a token that v2 does not take is not shown, though v2 quotes it: %p', async (details) => {
  const { verdict, sentence } = (await check(details)) ?? {};
  expect(verdict).toBe('wrong');
  expect(sentence).toMatch(/client shop \(40[01] .*: \[redacted\]\)/);
  expect(sentence).not.toContain('eyJ');
});

test.each<ErrorDetails>([
  { upstreamStatus: 403, message: 'Insufficient scope' },
  { upstreamStatus: 404, message: 'The client does not exist' },
  { upstreamStatus: 429 },
  { upstreamStatus: 503 },
])('an answer that says nothing of the token is no finding: %p', async (details) => {
  expect(await check(details)).toBeUndefined();
});
