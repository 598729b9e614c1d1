import type { IncomingMessage, ServerResponse } from 'node:http';
import type { V1Reply } from '../pipeline/exchange.js';
import { hasBody } from './read-body.js';
import type { Traffic } from './traffic.js';
import type { Visit } from './visit.js';

export interface Writing {
  readonly visit: Visit;
  readonly traffic: Traffic;
  /** Header fields beside the reply's own, names and values in turn. */
  readonly extra?: readonly string[];
}

/** While a text waits for its client Node holds it, and three times its length of bytes: a buffer is held once. */
const longText = 64 * 1024;

/**
 * Writes a reply with its exact length and nothing that was not asked for. Names go out as they are spelled here:
 * .NET finds `Link` only in this spelling.
 *
 * Those that the tenant was asked for come several in one turn of the event loop, and go out together at its end: to
 * write to somebody who has gone to sleep in between costs twice as much (test/bench/README.md).
 */
export function writeReply(
  response: ServerResponse,
  reply: V1Reply,
  { visit, traffic, extra = [] }: Writing,
): void {
  visit.outcome = reply.outcome;
  // 499 has no reader: the client is gone.
  if (reply.status === 499 || response.destroyed || response.headersSent) {
    response.destroy();
    return;
  }
  const { type, text } = bodyText(reply);
  const bytes = text.length > longText ? Buffer.from(text) : text;
  const length = Buffer.byteLength(bytes);
  const close = visit.lastOnConnection || traffic.draining || isStillComing(response.req);
  visit.bytes = response.req.method === 'HEAD' ? 0 : length;
  const head = ['Content-Type', type, 'Content-Length', String(length), 'X-Request-Id', visit.id];
  for (const name of Object.keys(reply.headers)) head.push(name, reply.headers[name] as string);
  head.push(...extra);
  if (close) head.push('Connection', 'close');
  response.writeHead(reply.status, head);
  if (reply.outcome.calls > 0) setImmediate(end, response, bytes);
  else response.end(bytes);
}

function end(response: ServerResponse, bytes: string | Buffer): void {
  response.end(bytes);
}

/** The rest of an unread body would be taken for the next request. */
export function isStillComing(request: IncomingMessage): boolean {
  return hasBody(request) && !request.complete;
}

/** Content type and bytes-to-be of a reply. */
export function bodyText({ body }: V1Reply): { type: string; text: string } {
  if (body.kind === 'json')
    return { type: 'application/json; charset=utf-8', text: JSON.stringify(body.value) };
  return { type: `${types[body.kind]}; charset=utf-8`, text: body.value };
}

const types = { text: 'text/plain', script: 'application/javascript', page: 'text/html' } as const;
