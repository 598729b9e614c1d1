import { describe, expect, test } from '@jest/globals';
import { createRouteIndex } from '../../../src/map/match/route-index.js';
import type { MatchResult } from '../../../src/map/match/matched.js';
import type { Route } from '../../../src/map/route.js';
import { parseV1Line, type ParsedLine } from '../../../src/map/read/v1-line.js';

const lines = [
  'GET /api/users',
  'POST /api/users',
  'GET /api/users/{user_id}',
  'PUT /api/users/{user_id}/password',
  'PUT /api/users/{email}/password',
  'PUT /api/users/{user_id}/email',
  'POST /api/users/send_mail',
  'POST /api/users/{user_id}/send_mail',
  'GET /api/clients',
  'GET /api/clients?userId={user_id}',
  'GET /api/clients?userId={user_id}&all',
  'GET /api/parts/{serial}',
  'GET /api/parts/{hex}',
  'POST /unlink',
];

const index = createRouteIndex({
  lines: lines.map((text) => ({ line: parseV1Line(text) as ParsedLine, route: { id: text } as Route })),
  slots: new Map([
    ['user_id', { matches: undefined, reads: (value: string) => value.toUpperCase() }],
    ['email', { matches: /^[^|@]+@[^|@]+$/, reads: undefined }],
    ['serial', { matches: /^[0-9]+$/, reads: undefined }],
    ['hex', { matches: /^[0-9a-f]+$/, reads: undefined }],
  ]),
  claims: ['/api/users', '/api/connections'],
});

function find(method: string, target: string): [string, Record<string, string>] | MatchResult {
  const [path = '', query = ''] = target.split('?');
  const found = index.find(method, path, query);
  return found.kind === 'match' ? [found.match.route.id, { ...found.match.slots }] : found;
}

describe('a line of the map is found', () => {
  test.each<[string, string, string, string, Record<string, string>]>([
    [
      'with any number of trailing slashes',
      'GET',
      '/api/users/a///',
      'GET /api/users/{user_id}',
      { user_id: 'A' },
    ],
    ['with a bare question mark', 'GET', '/api/users?', 'GET /api/users', {}],
    ['for HEAD, as GET', 'HEAD', '/api/users', 'GET /api/users', {}],
    ['with a raw bar', 'GET', '/api/users/auth0|1', 'GET /api/users/{user_id}', { user_id: 'AUTH0|1' }],
    [
      'with an encoded bar',
      'GET',
      '/api/users/auth0%7C1',
      'GET /api/users/{user_id}',
      { user_id: 'AUTH0|1' },
    ],
    ['with a slash inside a slot', 'GET', '/api/users/a%2Fb', 'GET /api/users/{user_id}', { user_id: 'A/B' }],
    ['decoded once', 'GET', '/api/users/%257C', 'GET /api/users/{user_id}', { user_id: '%7C' }],
    ['with text that is encoded for no reason', 'GET', '/%61pi/users', 'GET /api/users', {}],
    [
      'with a plus that is a plus',
      'PUT',
      '/api/users/a+b@c.d/password',
      'PUT /api/users/{email}/password',
      { email: 'a+b@c.d' },
    ],
    [
      'by the pattern of its slot',
      'PUT',
      '/api/users/a@b.c/password',
      'PUT /api/users/{email}/password',
      { email: 'a@b.c' },
    ],
    [
      'by the slot without a pattern otherwise',
      'PUT',
      '/api/users/ad|a@b.c/password',
      'PUT /api/users/{user_id}/password',
      { user_id: 'AD|A@B.C' },
    ],
    [
      'going back where the pattern leads nowhere',
      'PUT',
      '/api/users/a@b.c/email',
      'PUT /api/users/{user_id}/email',
      { user_id: 'A@B.C' },
    ],
    ['by text before a slot', 'POST', '/api/users/send_mail', 'POST /api/users/send_mail', {}],
    [
      'going back where the text leads nowhere',
      'POST',
      '/api/users/send_mail/send_mail',
      'POST /api/users/{user_id}/send_mail',
      { user_id: 'SEND_MAIL' },
    ],
    [
      'by a required query key',
      'GET',
      '/api/clients/?x=1&userId=a%7C1',
      'GET /api/clients?userId={user_id}',
      { user_id: 'A|1' },
    ],
    [
      'by the most required keys',
      'GET',
      '/api/clients?all&userId=a',
      'GET /api/clients?userId={user_id}&all',
      { user_id: 'A' },
    ],
    ['without the key otherwise', 'GET', '/api/clients?user=1', 'GET /api/clients', {}],
    ['without the key when its value is empty', 'GET', '/api/clients?userId=', 'GET /api/clients', {}],
    [
      'by the first pattern of slots.yaml',
      'GET',
      '/api/parts/12',
      'GET /api/parts/{serial}',
      { serial: '12' },
    ],
    ['by the second pattern otherwise', 'GET', '/api/parts/1f', 'GET /api/parts/{hex}', { hex: '1f' }],
    ['outside of the claims', 'POST', '/unlink/', 'POST /unlink', {}],
    [
      'with dots in a slot, which are encoded on',
      'GET',
      '/api/users/..%2f..',
      'GET /api/users/{user_id}',
      { user_id: '../..' },
    ],
  ])('%s', (...[, method, target, line, slots]) => {
    expect(find(method, target)).toEqual([line, slots]);
  });
});

describe('no line of the map is found', () => {
  test.each<[string, string, string, MatchResult]>([
    [
      'for another method of a v1 path',
      'DELETE',
      '/api/users',
      { kind: 'method-unknown', allow: ['GET', 'HEAD', 'POST'] },
    ],
    [
      'for another method outside of the claims',
      'OPTIONS',
      '/unlink',
      { kind: 'method-unknown', allow: ['POST'] },
    ],
    ['with an empty segment inside', 'GET', '/api//users', { kind: 'route-unknown' }],
    ['with an empty slot', 'PUT', '/api/users//email', { kind: 'route-unknown' }],
    ['below a claim', 'GET', '/api/users/a/b/c', { kind: 'route-unknown' }],
    ['at a claim without a line', 'GET', '/api/connections', { kind: 'route-unknown' }],
    ['in disguise, leaving v1', 'GET', '/api/users/../v2/x', { kind: 'route-unknown' }],
    ['in disguise, entering v1', 'GET', '/x/../api/users/a', { kind: 'route-unknown' }],
    ['in encoded disguise', 'GET', '/x/%2e%2e/api/users', { kind: 'route-unknown' }],
    ['in disguise of encoded slashes', 'GET', '/api%2Fusers', { kind: 'route-unknown' }],
    ['in disguise of slashes', 'GET', '//api/users', { kind: 'route-unknown' }],
    ['in v2, whatever follows', 'GET', '/api/v2/../users', { kind: 'not-v1' }],
    ['in v2', 'GET', '/api/v2/users/a', { kind: 'not-v1' }],
    ['where a claim is only the beginning of a word', 'GET', '/api/usersome', { kind: 'not-v1' }],
    ['in another letter case', 'GET', '/API/users', { kind: 'not-v1' }],
    ['at the root', 'GET', '/', { kind: 'not-v1' }],
    ['in the asterisk form', 'OPTIONS', '*', { kind: 'not-v1' }],
    ['where a pattern does not fit, outside of the claims', 'GET', '/api/parts/xyz', { kind: 'not-v1' }],
    ['with a broken encoding that is none of ours', 'GET', '/authorize/%zz', { kind: 'not-v1' }],
  ])('%s', (...[, method, target, result]) => {
    expect(find(method, target)).toEqual(result);
  });

  test.each(['/api/users/%zz', '/api/users/%', '/api/users/%ff', '/api/users/%zz/a/b/c'])(
    'and %s is refused as request-malformed',
    (path) => {
      expect(() => find('GET', path)).toThrow(expect.objectContaining({ code: 'request-malformed' }));
    },
  );

  test('except with a malformed query that is not needed to tell lines apart', () => {
    expect(find('GET', '/api/users?%zz')).toEqual(['GET /api/users', {}]);
  });
});
