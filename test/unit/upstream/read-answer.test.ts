import { describe, expect, test } from '@jest/globals';
import { readAnswer } from '../../../src/upstream/wire/read-answer.js';
import type { UpstreamAnswer, UpstreamRequest } from '../../../src/upstream/exchange.js';

const copiesText = (answer: unknown): boolean => !JSON.stringify(answer).includes('no');

function read(body: Buffer, expected: Pick<UpstreamRequest, 'answers' | 'copiesText'>): UpstreamAnswer {
  return readAnswer({ status: 200, headers: {}, body }, 0, expected);
}

describe('an answer from which only ASCII is read', () => {
  test.each([
    { what: 'has a letter for each byte', text: '{"ë":"Ł😀"}', undecoded: '{"Ã«":"Å\x81ð\x9f\x98\x80"}' },
    { what: 'is decoded where there is a condition that it does not meet', text: '{"no":"ë"}' },
    { what: 'is decoded where it is all ASCII', text: '{"a":"b"}' },
    { what: 'is decoded where escapes stand for letters', text: '{"a":"ë\\u00eb"}' },
    { what: 'is decoded where a byte order mark comes first', text: '\uFEFF{"a":"ë"}' },
  ])('$what', ({ text, undecoded }) => {
    const answer = read(Buffer.from(text), { copiesText });
    expect(answer.body).toEqual(JSON.parse(undecoded ?? text.replace('\uFEFF', '')));
    expect(answer.isomorphic === true).toBe(undecoded !== undefined);
    expect(read(Buffer.from(text), {}).isomorphic).toBeUndefined();
  });

  test.each([
    ['no UTF-8', Buffer.from('{"a":"\xeb"}', 'latin1')],
    ['no JSON', Buffer.from('{"ë":')],
    ['an escape that is none', Buffer.from('{"a":"\\ë"}')],
  ])('is unreadable, like any other answer, where it is %s', (_what, body) => {
    for (const expected of [{}, { copiesText }]) {
      expect(() => read(body, expected)).toThrow(expect.objectContaining({ code: 'upstream-unreadable' }));
    }
  });
});

test.each([
  { body: '<html>Not Found</html>', code: 'upstream-unreadable' },
  { body: '"Not Found"', code: 'upstream-unreadable' },
  { body: '', code: 'upstream-refused' },
  { body: '{"statusCode":404,"message":"Not Found"}', code: 'upstream-refused' },
])('a 404 with the body $body is $code', ({ body, code }) => {
  expect(() => readAnswer({ status: 404, headers: {}, body: Buffer.from(body) }, 0, {})).toThrow(
    expect.objectContaining({ code }),
  );
});
