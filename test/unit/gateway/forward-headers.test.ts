import { describe, expect, test } from '@jest/globals';
import {
  forwardedAnswerHeaders,
  forwardedRequestHeaders,
} from '../../../src/gateway/pass-through/forward-headers.js';

const stranger = { trusted: false, length: undefined };

describe('the header of a request that goes on', () => {
  test('keeps spelling and order, and repeated fields apart', () => {
    const forwarded = forwardedRequestHeaders(['X-B', '1', 'a', '2', 'x-b', '3'], stranger);
    expect(Object.entries(forwarded)).toEqual([
      ['X-B', ['1', '3']],
      ['a', '2'],
    ]);
  });

  test('survives a field named like a property of every object', () => {
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
  ])('loses %s', (name) => {
    expect(forwardedRequestHeaders([name.toUpperCase(), 'x'], stranger)).toEqual({});
  });

  test('loses what Connection names, but never what both ends must see', () => {
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

  test('keeps the claims of a proxy that is believed', () => {
    expect(forwardedRequestHeaders(['X-Forwarded-For', '1.2.3.4'], { ...stranger, trusted: true })).toEqual({
      'X-Forwarded-For': '1.2.3.4',
    });
  });

  test('frames a chunked body anew, and one that has been read by its length', () => {
    const raw = ['Transfer-Encoding', 'Chunked'];
    expect(forwardedRequestHeaders(raw, stranger)).toEqual({ 'Transfer-Encoding': 'chunked' });
    expect(forwardedRequestHeaders(raw, { ...stranger, length: 7 })).toEqual({ 'Content-Length': '7' });
  });
});

describe('the header of an answer that comes back', () => {
  test('keeps everything in its place but what was for this hop', () => {
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
});
