import { describe, expect, test } from '@jest/globals';
import { readBody, writeBody } from '../../../src/parity/read-body.js';

describe('a body is recorded as what it can be read as', () => {
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

  test.each(['{"a":[1,null]}', 'OK', '"OK"'])('%s goes over the wire as it came', (text) => {
    expect(writeBody(readBody(text, undefined))).toBe(text);
  });

  test('a form does, too', () => {
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
