import { describe, expect, test } from '@jest/globals';
import { corsHeaders, preflightHeaders } from '../../../src/gateway/v1/cors.js';

function asRecord(raw: string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let at = 0; at < raw.length; at += 2) record[raw[at] ?? ''] = raw[at + 1] ?? '';
  return record;
}

describe('the CORS headers', () => {
  test('are absent without an Origin in the request', () => {
    expect(corsHeaders({})).toEqual([]);
  });

  test('name the origin of the page, and let the page read Link', () => {
    expect(asRecord(corsHeaders({ origin: 'null' }))).toMatchObject({
      'Access-Control-Allow-Origin': 'null',
      'Access-Control-Expose-Headers': expect.stringContaining('Link'),
      Vary: 'Origin',
    });
  });

  test('never allow credentials: v1 had tokens, not cookies', () => {
    const all = [...corsHeaders({ origin: 'https://a' }), ...preflightHeaders({ origin: 'https://a' })];
    expect(all.join()).not.toContain('Credentials');
  });

  test('of a preflight answer allow every method of v1 and the requested headers', () => {
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

  test('are replaced by Allow for an OPTIONS request without an Origin', () => {
    expect(asRecord(preflightHeaders({}))).toEqual({ Allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' });
  });
});
