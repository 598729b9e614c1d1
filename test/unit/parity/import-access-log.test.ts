import { describe, expect, test } from '@jest/globals';
import { importAccessLog } from '../../../src/parity/record/import-access-log.js';
import { parityMap } from '../../support/parity-map.js';

const map = parityMap();
const line = (request: string): string =>
  `10.0.0.1 - frank [10/Oct/2016:13:55:36 -0700] "${request}" 200 23 "-" "node"`;

describe('an access log', () => {
  test('gives its v1 reads with their time', () => {
    const log = importAccessLog(map);
    expect(log.read(line('GET /api/users?search=a%20b HTTP/1.1'))).toEqual({
      at: '2016-10-10T20:55:36.000Z',
      caller: 'token:unknown',
      request: { method: 'GET', target: '/api/users?search=a%20b', headers: {} },
    });
  });

  test.each([
    ['quotes as nginx writes them', 'GET /api/users?search=\\x22a\\x22 HTTP/1.1', '/api/users?search="a"'],
    ['quotes as Apache writes them', 'GET /api/users?search=\\"a\\" HTTP/1.1', '/api/users?search="a"'],
    [
      'bytes of UTF-8 as both write them',
      'GET /api/users?search=Jos\\xC3\\xA9 HTTP/1.1',
      '/api/users?search=Jos%C3%A9',
    ],
    ['bytes of no UTF-8', 'GET /api/users?search=Jos\\xe9\\x09 HTTP/1.1', '/api/users?search=Jos%E9%09'],
    [
      'a backslash before an x as Apache writes it',
      'GET /api/users?search=\\\\x41 HTTP/1.1',
      '/api/users?search=\\x41',
    ],
    ['no version', 'GET /api/rules', '/api/rules'],
    ['a whole URL', 'GET http://t.auth0.com/api/rules HTTP/1.0', '/api/rules'],
  ])('reads %s', (...[, request, target]) => {
    expect(importAccessLog(map).read(line(request))?.request.target).toBe(target);
  });

  test('takes a HEAD request as a read, and a CORS preflight as no read', () => {
    const log = importAccessLog(map);
    expect(log.read(line('HEAD /api/rules HTTP/1.1'))?.request.method).toBe('HEAD');
    expect(log.read(line('GET /api/rules HTTP/1.1'))?.request.method).toBe('GET');
    expect(log.read(line('OPTIONS /api/rules HTTP/1.1'))).toBeUndefined();
    expect(log.counts).toEqual({ unread: 0, writes: 0, repeated: 0 });
  });

  test('gives each v1 read once, and counts unread lines, writes and repeats', () => {
    const log = importAccessLog(map);
    const found = [
      'GET /api/users?page=1&bewit=a HTTP/1.1',
      'GET /api/users?page=1&bewit=b HTTP/1.1',
      'DELETE /api/rules/x HTTP/1.1',
      'GET /authorize HTTP/1.1',
      'GET /api/v2/users HTTP/1.1',
    ].map((request) => log.read(line(request)));
    expect(found.map((exchange) => exchange !== undefined)).toEqual([true, false, false, false, false]);
    log.read('hello');
    log.read('');
    expect(log.counts).toEqual({ unread: 1, writes: 1, repeated: 1 });
  });
});
