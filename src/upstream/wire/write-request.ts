import { GatewayError } from '../../errors/gateway-error.js';
import type { WireRequest } from './call.js';
import type { UpstreamRequest } from '../exchange.js';
import { userAgent } from './user-agent.js';

/** RFC 3986 path characters; everything else has to come percent-encoded. */
const pathPattern = /^(?:\/(?:[\w.~!$&'()*+,;=:@-]|%[\da-f]{2})+)+$/i;
/** Dot segments, encoded or not, which URL parsers collapse. An encoded slash alone stays: enterprise ids hold some. */
const dotSegment = /(?:\/|%2f|%5c)(?:\.|%2e){1,2}(?:\/|%2f|%5c|$)/i;
/**
 * Bytes of path and query. RFC 9110 section 4.1 asks servers to support at least 8000, and more is for the tenant to
 * decide. But Node, for one, accepts no head of more than 16 KiB, bearer included, and closes the connection.
 */
const maxTarget = 14 * 1024;
/** RFC 9110 section 5.6.2 says more; a bearer is visible ASCII without spaces. */
const bearerPattern = /^[\x21-\x7e]+$/;

/**
 * Writes one call in its wire form; the body is serialised here, once.
 *
 * @throws GatewayError `request-malformed` where a slot would change which resource is meant (an empty id turns
 *   `DELETE /users/{id}` into the removal of everybody, facts v1, section 11 point 25; `..` leaves the resource), and
 *   where path and query are too long; `token-invalid` for a bearer that cannot stand in a header
 */
export function writeRequest(
  request: UpstreamRequest,
  prefix: string,
  token: string | undefined,
): WireRequest {
  if (!pathPattern.test(request.path) || dotSegment.test(request.path)) {
    throw new GatewayError('request-malformed', {
      message: 'An id or a name in the request is empty, or is not one segment of a path.',
    });
  }
  const path = prefix + request.path + printQuery(request.query ?? []);
  if (path.length > maxTarget) {
    throw new GatewayError('request-malformed', {
      message: `What is asked for is too much for one call: in v2's words it has ${path.length} bytes, and ${maxTarget} are the most. Ask for less at once.`,
    });
  }
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': userAgent };
  if (token !== undefined) headers['authorization'] = `Bearer ${checkedBearer(token)}`;
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  if (body !== undefined) headers['content-type'] = 'application/json';
  return {
    method: request.method,
    path,
    headers,
    body,
    callerKey: request.callerKey,
    template: request.template,
    trace: request.trace,
    fresh: request.fresh,
  };
}

function checkedBearer(token: string): string {
  if (!bearerPattern.test(token)) throw new GatewayError('token-invalid');
  return token;
}

function printQuery(query: NonNullable<UpstreamRequest['query']>): string {
  if (query.length === 0) return '';
  return `?${query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')}`;
}

function encode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw new GatewayError('request-malformed', { message: 'A value in the query is not valid Unicode.' });
  }
}
