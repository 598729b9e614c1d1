import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { GatewayError } from '../errors/gateway-error.js';
import { forwardedAnswerHeaders } from './forward-headers.js';
import type { Traffic } from './traffic.js';
import type { Visit } from './visit.js';

/**
 * Streams the tenant's answer to the client as it is. If it breaks off, the client's connection is cut at once: a
 * clean end would pass half an answer off as a whole one.
 *
 * @throws GatewayError `upstream-unreadable` for an answer whose end no two readers would agree on
 */
export function relayAnswer(
  answer: IncomingMessage,
  response: ServerResponse,
  { visit, traffic }: { visit: Visit; traffic: Traffic },
): void {
  const status = answer.statusCode ?? 0;
  const encoding = answer.headers['transfer-encoding'];
  const framed = encoding === undefined || encoding.toLowerCase() === 'chunked';
  // Node reads any version as if it were this one.
  const spoken = answer.httpVersionMajor === 1 && answer.httpVersionMinor <= 1;
  if (status < 200 || status > 599 || !framed || !spoken) {
    answer.destroy();
    throw new GatewayError('upstream-unreadable');
  }
  const headers = forwardedAnswerHeaders(answer.rawHeaders);
  if (answer.headers['x-request-id'] === undefined) headers.push('X-Request-Id', visit.id);
  const last = traffic.draining || visit.lastOnConnection || !response.req.complete;
  if (last) headers.push('Connection', 'close');
  response.writeHead(status, answer.statusMessage ?? '', headers);
  answer.on('error', () => {
    if (!response.destroyed) visit.cut = true;
  });
  answer.on('data', (chunk: Buffer) => (visit.bytes += chunk.length));
  pipeline(answer, response, (error) => {
    if (error instanceof Error) response.destroy();
  });
}
