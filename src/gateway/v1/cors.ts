import type { IncomingHttpHeaders } from 'node:http';
import { allowedMethods } from '../header-guard.js';

/*
 * v1 was called from browsers (its API explorer, auth0.js, Lock) with a token, never with cookies: every origin is
 * allowed, without credentials.
 */

/** Header names and values in turn for the answer to a v1 request; empty without an `Origin`. */
export function corsHeaders({ origin }: IncomingHttpHeaders): string[] {
  if (origin === undefined) return [];
  return [
    'Access-Control-Allow-Origin',
    origin,
    'Access-Control-Expose-Headers',
    'Link, Retry-After, X-Request-Id, X-Holdover-Lossy, X-Holdover-Lossy-Fields, Deprecation, Sunset',
    'Vary',
    'Origin',
  ];
}

/** Header names and values in turn for the answer to a preflight (Fetch, section 4.8) or a plain OPTIONS. */
export function preflightHeaders(headers: IncomingHttpHeaders): string[] {
  const allow = ['Allow', allowedMethods.join(', ')];
  if (headers.origin === undefined) return allow;
  return [
    ...allow,
    'Access-Control-Allow-Origin',
    headers.origin,
    'Access-Control-Allow-Methods',
    allowedMethods.join(', '),
    'Access-Control-Allow-Headers',
    allowedHeaders(headers['access-control-request-headers']),
    'Access-Control-Max-Age',
    '86400',
    'Vary',
    'Origin, Access-Control-Request-Headers',
  ];
}

function allowedHeaders(requested = ''): string {
  const names = requested
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/.test(name));
  const always = ['Authorization', 'Content-Type'];
  const more = names.filter((name) => !always.some((each) => each.toLowerCase() === name.toLowerCase()));
  return [...always, ...more].join(', ');
}
