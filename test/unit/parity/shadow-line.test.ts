import { expect, test } from '@jest/globals';
import { isShadowLine, shadowLine } from '../../../src/parity/shadow/shadow-line.js';

const head = {
  id: '1',
  route: 'users.get',
  caller: 'client:a',
  target: '/api/users/1',
  verdict: 'different',
  serves: 'v1' as const,
};

test('isShadowLine recognizes a line and each beginning of it', () => {
  const text = JSON.stringify(shadowLine(head, []));
  expect(isShadowLine(text, true)).toBe(true);
  for (let length = 0; length <= text.length; length += 1)
    expect(isShadowLine(text.slice(0, length), false)).toBe(true);
});

test.each(['{"time":"2026-01-01T00:00:00.000Z","level":"info","msg":"listening"}', 'null', '', '{"at":"x"}'])(
  'isShadowLine rejects a file that begins with %j',
  (text) => {
    expect(isShadowLine(text, true)).toBe(false);
  },
);
