import { expect, test } from '@jest/globals';
import { scrubSentence } from '../../../src/pipeline/refusals/scrub-sentence.js';
import { cpuTime } from '../../support/cpu-time.js';

const nothing = { body: undefined, query: {}, slots: {} };

test.each([
  {
    title: 'a nested secret and one in the path',
    sentence: 'no s3cr3t, no rt-1 and no np',
    given: {
      body: { a: [{ client_secret: 's3cr3t' }], newPassword: 'np' },
      query: {},
      slots: { refresh_token: 'rt-1' },
    },
    expected: 'no [redacted], no [redacted] and no [redacted]',
  },
  {
    title: 'v2’s names of v1’s fields',
    sentence: "'Additional properties not allowed: verify_email' on property app_metadata",
    given: nothing,
    expected: "'Additional properties not allowed: verify' on property metadata",
  },
  {
    title: 'also where they are parts of a path',
    sentence: "'Value -1 is less than minimum 1' on property jwt_configuration.lifetime_in_seconds",
    given: nothing,
    expected: "'Value -1 is less than minimum 1' on property jwtConfiguration.lifetimeInSeconds",
  },
  {
    title: 'but not a word that the client used itself',
    sentence: 'Template verify_email already exists, app_metadata not',
    given: { ...nothing, slots: { 'email-template': 'verify_email' } },
    expected: 'Template verify_email already exists, metadata not',
  },
  {
    title: 'nor the name that an option of a connection has in both',
    sentence: 'options.client_id is required',
    given: { ...nothing, body: { strategy: 'waad', options: {} } },
    expected: 'options.client_id is required',
  },
  {
    title: 'a secret of one letter, without breaking the words that hold it',
    sentence: "Password 'a' is too weak",
    given: { ...nothing, body: { password: 'a' } },
    expected: "Password '[redacted]' is too weak",
  },
  {
    title: 'a secret full of the signs of a pattern',
    sentence: 'no $.*[x]{2}^|\\\\-/ here',
    given: { ...nothing, body: { password: '$.*[x]{2}^|\\\\-/' } },
    expected: 'no [redacted] here',
  },
  {
    title: 'a secret in JSON, in a URL and in a form',
    sentence: 'no a\\"b c&d, no a%22b%20c%26d, no a%22b+c%26d',
    given: { ...nothing, body: { password: 'a"b c&d' } },
    expected: 'no [redacted], no [redacted], no [redacted]',
  },
  {
    title: 'a secret that holds another one',
    sentence: 'no secret-2, no secret',
    given: { ...nothing, body: { password: 'secret', newPassword: 'secret-2' } },
    expected: 'no [redacted], no [redacted]',
  },
  {
    title: 'an empty secret blanks nothing',
    sentence: 'as it was',
    given: { ...nothing, body: { password: '' } },
    expected: 'as it was',
  },
])(
  'a message of v2 is stripped of secrets and of v2’s own names: $title',
  ({ sentence, given, expected }) => {
    expect(scrubSentence(sentence, given)).toBe(expected);
  },
);

test.each([
  ['a secret of a megabyte', { password: 'x'.repeat(1_000_000) }, 'No.'],
  [
    'fifty thousand secrets',
    Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`${n}key`, `${n}dacte`])),
    'The tenant refused the request.',
  ],
])('scrubbing a message with %s takes under 500 ms of CPU time', (_, body, expected) => {
  const ms = cpuTime(() => {
    expect(scrubSentence('No.', { ...nothing, body })).toBe(expected);
  });
  expect(ms).toBeLessThan(500);
});

test('the text that replaces a secret is not searched again', () => {
  const body = { password: 'Wrong', newPassword: 'dacte' };
  expect(scrubSentence('Wrong password.', { ...nothing, body })).toBe('[redacted] password.');
});

test('a very long message is cut', () => {
  expect(scrubSentence('x'.repeat(10_000), nothing)).toHaveLength(503);
});
