import { describe, expect, test } from '@jest/globals';
import { generateTokenKey, parseTokenKeys } from '../../../src/tokens/token-keys.js';

const [a, b] = [generateTokenKey(), generateTokenKey()];

describe('token keys', () => {
  test('are different each time, and can be read back', () => {
    expect(a).toMatch(/^[\w-]{43}$/);
    expect(a).not.toBe(b);
    expect(parseTokenKeys(a).map((key) => Buffer.from(key).toString('base64url'))).toEqual([a]);
  });

  test('keep their order, and white space around them is ignored', () => {
    const keys = parseTokenKeys(` ${a} ,\n${b}\n`);
    expect(keys.map((key) => Buffer.from(key).toString('base64url'))).toEqual([a, b]);
    expect(keys.every((key) => key.length === 32)).toBe(true);
  });

  test.each([
    ['nothing', '', ['key 1 of 1 is empty']],
    ['a comma at the end', `${a},`, ['key 2 of 2 is empty']],
    ['a short key', `${a},${a.slice(0, 22)}`, ['key 2 of 2 has 16 bytes, not 32']],
    ['a long key', `${a}${b}`, ['key 1 of 1 has 64 bytes']],
    ['base64 with padding', Buffer.alloc(32, 0xff).toString('base64'), ['key 1 of 1 is not base64url']],
    ['what no bytes can be written as', 'x', ['key 1 of 1 is not base64url: it cannot be 1 long']],
    ['a key twice', `${a},${b},${a}`, ['key 3 of 3 is there twice']],
    ['several mistakes', `,${a.slice(1)}!`, ['key 1 of 2 is empty', 'key 2 of 2 is not base64url']],
  ])('%s is refused, with a line per mistake that shows no key', (_what, text, lines) => {
    let message = '';
    try {
      parseTokenKeys(text);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.split('\n')).toHaveLength(lines.length);
    lines.forEach((line) => {
      expect(message).toContain(`HOLDOVER_TOKEN_KEY: ${line}`);
    });
    expect(message).not.toContain(a.slice(1, 12));
  });
});
