import type { IncomingMessage, ServerResponse } from 'node:http';
import { preflightHeaders } from './cors.js';
import type { Traffic } from '../traffic.js';
import { contextOf } from '../request-context.js';
import { isStillComing } from '../write-reply.js';

/** Also answers `OPTIONS *`. Status 200, because some v1 clients took 204 for a failure. */
export function writePreflight(request: IncomingMessage, response: ServerResponse, traffic: Traffic): void {
  const context = contextOf(request);
  context.route = 'preflight';
  const isLast = traffic.draining || isStillComing(request);
  response.writeHead(200, [
    'Content-Length',
    '0',
    'X-Request-Id',
    context.id,
    ...preflightHeaders(request.headers),
    ...(isLast ? ['Connection', 'close'] : []),
  ]);
  response.end();
}
