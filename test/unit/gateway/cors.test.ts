import { describe, expect, test } from '@jest/globals';
import { corsHeaders, preflightHeaders } from '../../../src/gateway/v1/cors.js';

function asRecord(raw: string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let at = 0; at < raw.length; at += 2) record[raw[at] ?? ''] = raw[at + 1] ?? '';
  return record;
}

describe('cross-origin requests', () => {
  test('an answer that no page asked for says nothing about origins', () => {
    expect(corsHeaders({})).toEqual([]);
  });

  test('an answer to a page names the page, and lets it read Link', () => {
    expect(asRecord(corsHeaders({ origin: 'null' }))).toMatchObject({
      'Access-Control-Allow-Origin': 'null',
      'Access-Control-Expose-Headers': expect.stringContaining('Link'),
      Vary: 'Origin',
    });
  });

  test('credentials are never allowed: v1 had tokens, not cookies', () => {
    const all = [...corsHeaders({ origin: 'https://a' }), ...preflightHeaders({ origin: 'https://a' })];
    expect(all.join()).not.toContain('Credentials');
  });

  test('a preflight allows every method of v1 and the headers that were asked for', () => {
    const headers = asRecord(
      preflightHeaders({
        origin: 'https://a',
        'access-control-request-headers': 'AUTHORIZATION, auth0-client,  x-y , bad header, "quoted"',
      }),
    );
    expect(headers['Access-Control-Allow-Headers']).toBe('Authorization, Content-Type, auth0-client, x-y');
    expect(headers['Access-Control-Allow-Methods']?.split(', ')).toEqual(
      expect.arrayContaining(['PATCH', 'DELETE', 'PUT']),
    );
  });

  test('an OPTIONS from no page learns the methods', () => {
    expect(asRecord(preflightHeaders({}))).toEqual({ Allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' });
  });
});
