import { describe, expect, test } from '@jest/globals';
import {
  forwardedAnswerHeaders,
  forwardedRequestHeaders,
} from '../../../src/gateway/pass-through/forward-headers.js';

const stranger = { trusted: false, length: undefined };

describe('the header section of a forwarded request', () => {
  test('keeps the spelling and order of names, and repeated fields apart', () => {
    const forwarded = forwardedRequestHeaders(['X-B', '1', 'a', '2', 'x-b', '3'], stranger);
    expect(Object.entries(forwarded)).toEqual([
      ['X-B', ['1', '3']],
      ['a', '2'],
    ]);
  });

  test('keeps a field with the name of a property of Object.prototype', () => {
    expect(Object.entries(forwardedRequestHeaders(['__proto__', 'x', 'constructor', 'y'], stranger))).toEqual(
      [
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ],
    );
  });

  test.each([
    'Host',
    'Expect',
    'TE',
    'Trailer',
    'Upgrade',
    'Keep-Alive',
    'Proxy-Connection',
    'Proxy-Authorization',
    'Connection',
    'X-Forwarded-For',
    'X-Forwarded-Anything',
    'Forwarded',
    'X-Real-IP',
    'X-Original-URL',
    'X-Rewrite-URL',
    'True-Client-IP',
    'CF-Connecting-IP',
    'auth0-forwarded-for',
    'Via',
    'X_Forwarded_For',
    'X-Forwarded_Host',
    'Content_Length',
    'Transfer_Encoding',
    'Proxy_Authorization',
  ])('loses the field %s', (name) => {
    expect(forwardedRequestHeaders([name.toUpperCase(), 'x'], stranger)).toEqual({});
  });

  test('loses the fields named in Connection, except end-to-end fields such as Authorization and Cookie', () => {
    const raw = [
      'Connection',
      'X-Hop, Authorization',
      'connection',
      'cookie,x-too',
      'X-Hop',
      '1',
      'X-Too',
      '2',
      'Authorization',
      'a',
      'Cookie',
      'c',
    ];
    expect(forwardedRequestHeaders(raw, stranger)).toEqual({ Authorization: 'a', Cookie: 'c' });
  });

  test('keeps the forwarding fields of a trusted proxy', () => {
    expect(forwardedRequestHeaders(['X-Forwarded-For', '1.2.3.4'], { ...stranger, trusted: true })).toEqual({
      'X-Forwarded-For': '1.2.3.4',
    });
  });

  test('is chunked for a chunked body, and has the length of a body that has been read', () => {
    const raw = ['Transfer-Encoding', 'Chunked'];
    expect(forwardedRequestHeaders(raw, stranger)).toEqual({ 'Transfer-Encoding': 'chunked' });
    expect(forwardedRequestHeaders(raw, { ...stranger, length: 7 })).toEqual({ 'Content-Length': '7' });
  });
});

describe('the header section of a forwarded answer', () => {
  test('keeps all fields in order except the hop-by-hop fields', () => {
    const raw = [
      'Set-Cookie',
      'a',
      'Connection',
      'x-hop',
      'X-Hop',
      '1',
      'set-cookie',
      'b',
      'Transfer-Encoding',
      'chunked',
      'Trailer',
      't',
    ];
    expect(forwardedAnswerHeaders(raw)).toEqual(['Set-Cookie', 'a', 'set-cookie', 'b']);
  });

  test('loses its length where the status is 204, which has no body, and keeps it elsewhere', () => {
    const raw = ['content-length', '5', 'ETag', '"x"'];
    expect(forwardedAnswerHeaders(raw, 204)).toEqual(['ETag', '"x"']);
    expect(forwardedAnswerHeaders(raw, 304)).toEqual(raw);
  });
});
