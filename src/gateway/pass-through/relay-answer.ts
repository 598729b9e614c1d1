import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../../errors/gateway-error.js';
import { forwardedAnswerHeaders } from './forward-headers.js';
import { contentLength } from '../header-guard.js';
import type { Traffic } from '../traffic.js';
import type { ProxiedRequest } from './proxied-request.js';
import type { RequestContext } from '../request-context.js';

/** Node reads control characters in a reason phrase but throws when it must write them (RFC 9112 section 4). */
const unsayable = /[^\t\u0020-\u007e\u0080-\u00ff]/;

/**
 * Streams the tenant's answer to the client unchanged. If it breaks off, the client's connection is cut at once: a
 * clean end would make half an answer look complete.
 *
 * @throws GatewayError `upstream-unreadable` for an answer whose framing parsers may read differently
 */
export function relayAnswer(
  answer: IncomingMessage,
  response: ServerResponse,
  {
    context,
    traffic,
    onAnswer,
  }: { context: RequestContext; traffic: Traffic; onAnswer: ProxiedRequest['onAnswer'] },
): void {
  if (!isPlain(answer)) {
    answer.destroy();
    throw new GatewayError('upstream-unreadable');
  }
  const headers = forwardedAnswerHeaders(answer.rawHeaders, answer.statusCode);
  if (answer.headers['x-request-id'] === undefined) headers.push('X-Request-Id', context.id);
  const last = traffic.draining || context.lastOnConnection || !response.req.complete;
  if (last) headers.push('Connection', 'close');
  response.writeHead(answer.statusCode ?? 0, answer.statusMessage ?? '', headers);
  answer.on('error', () => {
    if (!response.destroyed) context.cut = true;
  });
  // Not `pipeline`: its AbortController and its error per answer cost a fifth of the request. The caller destroys the
  // tenant's side when the client's side closes.
  answer.once('close', () => {
    if (!answer.complete) response.destroy();
  });
  // Written together with others at the end of the turn, as in `writeReply`.
  setImmediate(() => {
    answer.on('data', (chunk: Buffer) => (context.bytes += chunk.length));
    onAnswer?.(answer);
    answer.pipe(response);
  });
}

/** Whether every parser reads the head alike; Node's is more lenient than others. */
function isPlain({ statusCode = 0, statusMessage = '', headers, httpVersion }: IncomingMessage): boolean {
  const { 'transfer-encoding': encoding, 'content-length': length } = headers;
  return (
    (httpVersion === '1.1' || httpVersion === '1.0') &&
    statusCode >= 200 &&
    statusCode <= 599 &&
    !unsayable.test(statusMessage) &&
    (encoding === undefined || encoding.toLowerCase() === 'chunked') &&
    (length === undefined || contentLength.test(length))
  );
}
