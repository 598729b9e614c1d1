import { describe, expect, test } from '@jest/globals';
import { readAnswer, readBody, writeBody } from '../../../src/parity/read-body.js';

describe('a number of an answer that JavaScript would round', () => {
  test.each<[string, string, unknown]>([
    ['is told as it stands', '{"a":9007199254740993}', { a: '9007199254740993 (a number)' }],
    ['below zero, too', '[-9007199254740993]', ['-9007199254740993 (a number)']],
    ['is none where it can be held', '{"a":9007199254740992}', { a: 9007199254740992 }],
    ['nor as JavaScript writes it', '[12345678901234567000,1e+21]', [12345678901234567000, 1e21]],
    ['nor behind a point', '{"a":0.1000000000000000055}', { a: 0.1 }],
    [
      'nor in a text',
      '{"a\\"":"9007199254740993, 90020150000000000000001"}',
      { 'a"': '9007199254740993, 90020150000000000000001' },
    ],
  ])('%s', (...[, text, json]) => {
    expect(readAnswer(text, 'application/json')).toEqual({ json });
  });

  test('stays as it is in a text that is not JSON', () => {
    expect(readAnswer('see 9007199254740993', 'text/plain')).toEqual({ text: 'see 9007199254740993' });
    expect(readAnswer('9007199254740993;', 'text/plain')).toEqual({ text: '9007199254740993;' });
  });
});

describe('a body is recorded in parsed form', () => {
  test.each<[string, string, string | undefined, unknown]>([
    ['nothing', '', 'application/json', undefined],
    ['JSON', ' {"a": [1]}', 'application/json', { json: { a: [1] } }],
    ['JSON without its type', '{"a":1}', undefined, { json: { a: 1 } }],
    ['JSON under a wrong type', '[]', 'text/html', { json: [] }],
    ['a text', 'OK', 'text/plain', { text: 'OK' }],
    [
      'a form',
      'a=1&b=x+y%2B',
      'application/x-www-form-urlencoded; charset=utf-8',
      {
        form: [
          ['a', '1'],
          ['b', 'x y+'],
        ],
      },
    ],
    ['a form without its type', 'newPassword=np', undefined, { form: [['newPassword', 'np']] }],
    ['a text that looks like a form', 'a=1', 'text/plain', { text: 'a=1' }],
    ['a number that JSON cannot be written of', '{"a":[1e400]}', undefined, { text: '{"a":[1e400]}' }],
    ['a large one that it can', '{"a":1e300}', undefined, { json: { a: 1e300 } }],
    ['half JSON', '{"a":', 'application/json', { text: '{"a":' }],
  ])('%s', (...[, text, type, body]) => {
    expect(readBody(text, type)).toEqual(body);
  });

  test.each(['{"a":[1,null]}', 'OK', '"OK"', '{"a":9007199254740993}'])('%s is sent as it came', (text) => {
    expect(writeBody(readBody(text, undefined))).toBe(text);
  });

  test('a form is sent as it came, too', () => {
    expect(
      writeBody({
        form: [
          ['a', '1'],
          ['b', 'x y+'],
        ],
      }),
    ).toBe('a=1&b=x+y%2B');
    expect(writeBody(undefined)).toBeUndefined();
  });
});
