import { describe, expect, test } from '@jest/globals';
import { inspectHead, type RequestHead } from '../../../src/gateway/header-guard.js';

const good: RequestHead = {
  method: 'GET',
  target: '/api/users',
  httpVersion: '1.1',
  rawHeaders: ['Host', 'v1.example'],
};

function withHeaders(...rawHeaders: string[]): RequestHead {
  return { ...good, rawHeaders: ['Host', 'v1.example', ...rawHeaders] };
}

describe('the header guard', () => {
  test.each<[string, RequestHead, number]>([
    ['HTTP/0.9', { ...good, httpVersion: '0.9' }, 505],
    ['HTTP/2.0', { ...good, httpVersion: '2.0' }, 505],
    ['TRACE', { ...good, method: 'TRACE' }, 405],
    ['a target of 8,193 bytes', { ...good, target: `/${'a'.repeat(8192)}` }, 414],
    ['a star with GET', { ...good, target: '*' }, 400],
    ['an absolute target', { ...good, target: 'http://evil/' }, 400],
    ['a fragment', { ...good, target: '/#' }, 400],
    ['no Host', { ...good, rawHeaders: [] }, 400],
    ['an odd Host', { ...good, rawHeaders: ['Host', 'a b'] }, 400],
    ['two Hosts in two spellings', withHeaders('HOST', 'v1.example'), 400],
    ['two Authorizations', withHeaders('Authorization', 'a', 'authorization', 'a'), 400],
    ['a C1 control', withHeaders('X', 'a\u0085'), 400],
    ['a DEL', withHeaders('X', '\u007f'), 400],
    ['a length with a zero before it', withHeaders('Content-Length', '01'), 400],
    ['a length of 17 digits', withHeaders('Content-Length', '1'.repeat(17)), 400],
    ['length and chunks', withHeaders('Content-Length', '1', 'Transfer-Encoding', 'chunked'), 400],
    ['an encoding beside chunked', withHeaders('Transfer-Encoding', 'gzip, chunked'), 501],
    ['chunks in HTTP/1.0', { ...withHeaders('Transfer-Encoding', 'chunked'), httpVersion: '1.0' }, 400],
    ['101 fields', withHeaders(...Array.from({ length: 200 }, () => 'X')), 431],
    ['a WebSocket', withHeaders('Upgrade', 'WebSocket'), 501],
    ['an unknown expectation', withHeaders('Expect', 'tea'), 417],
  ])('refuses a request with %s', (_name, head, status) => {
    expect(inspectHead(head)).toMatchObject({ status, sentence: expect.stringMatching(/\.$/) });
  });

  test.each<[string, RequestHead]>([
    ['OPTIONS *', { ...good, method: 'OPTIONS', target: '*' }],
    ['HTTP/1.0 without a Host', { ...good, httpVersion: '1.0', rawHeaders: [] }],
    ['a target of 8,192 bytes', { ...good, target: `/${'a'.repeat(8191)}` }],
    ['100 fields', withHeaders(...Array.from({ length: 198 }, () => 'X'))],
    ['a tab in a value', withHeaders('X', 'a\tb')],
    ['Latin letters in a value', withHeaders('X', 'é')],
    ['chunks in capitals', withHeaders('Transfer-Encoding', 'Chunked')],
    ['a length of nothing', withHeaders('Content-Length', '0')],
    ['an offer of h2c', withHeaders('Upgrade', 'h2c')],
    ['Expect: 100-Continue', withHeaders('Expect', '100-Continue')],
    ['an IPv6 Host', { ...good, rawHeaders: ['host', '[::1]:8443'] }],
  ])('accepts a request with %s', (_name, head) => {
    expect(inspectHead(head)).toBeUndefined();
  });
});
