import { describe, expect, test } from '@jest/globals';
import { readShared } from '../../../src/upstream/read-shared.js';
import type { UpstreamRequest } from '../../../src/upstream/exchange.js';
import type { WireAnswer } from '../../../src/upstream/wire/call.js';

const body = '{"name":"Łukasz"}';
const copies = (): boolean => true;

function answered(text = body, status = 200): WireAnswer {
  return { status, headers: {}, body: Buffer.from(text) };
}

function read(answer: WireAnswer, copiesText?: UpstreamRequest['copiesText']) {
  return readShared(answer, 0, { method: 'GET', path: '/api/v2/users/1', copiesText });
}

describe('an answer that several requests share', () => {
  test('is parsed once for those that copy the same of it', () => {
    const shared = answered();
    const first = read(shared, copies);
    expect(first).toMatchObject({ isomorphic: true, body: { name: 'Å\x81ukasz' } });
    expect(read(shared, copies)).toBe(first);
  });

  test('is read anew where another condition decides what is decoded', () => {
    const shared = answered();
    read(shared, copies);
    expect(read(shared, () => false)).toEqual({ status: 200, body: JSON.parse(body) as unknown });
    expect(read(shared, copies)).toMatchObject({ isomorphic: true });
  });

  test('is a value of its own for each that does more than copy', () => {
    const shared = answered();
    const [one, other] = [read(shared), read(shared)];
    expect(one).toEqual({ status: 200, body: JSON.parse(body) as unknown });
    expect(other).toEqual(one);
    expect(other.body).not.toBe(one.body);
  });

  test.each([
    { text: '<html>', status: 200, code: 'upstream-unreadable' },
    { text: '{"statusCode":404,"message":"Not Found"}', status: 404, code: 'upstream-refused' },
  ])('is refused for each: $status with $text', ({ text, status, code }) => {
    const shared = answered(text, status);
    for (let n = 0; n < 2; n += 1) {
      expect(() => read(shared, copies)).toThrow(expect.objectContaining({ code }));
    }
  });
});
