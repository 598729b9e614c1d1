import type { IncomingMessage, ServerResponse } from 'node:http';
import type { V1Reply } from '../pipeline/exchange.js';
import { hasBody } from './body/read-body.js';
import type { Traffic } from './traffic.js';
import type { RequestContext } from './request-context.js';

export interface Writing {
  readonly context: RequestContext;
  readonly traffic: Traffic;
  /** Further header fields: names and values in turn. */
  readonly extra?: readonly string[];
}

/** Node keeps a waiting string and three times its length in bytes; it keeps a buffer once. */
const longText = 64 * 1024;

/**
 * Writes a reply with its exact length and without Node's default headers. Header names keep their spelling: .NET
 * finds `Link` only in this one.
 *
 * Replies that needed the tenant often come several in one turn of the event loop. They are written together at its
 * end: a write to a client process that went to sleep in between costs twice as much (test/bench/README.md).
 */
export function writeReply(
  response: ServerResponse,
  reply: V1Reply,
  { context, traffic, extra = [] }: Writing,
): void {
  context.outcome = reply.outcome;
  // 499: the client is gone.
  if (reply.status === 499 || response.destroyed || response.headersSent) {
    response.destroy();
    return;
  }
  const { type, text, encoding } = bodyText(reply);
  const bytes = text.length > longText ? Buffer.from(text, encoding) : text;
  const length = Buffer.byteLength(bytes, encoding);
  const close = context.lastOnConnection || traffic.draining || isStillComing(response.req);
  context.bytes = response.req.method === 'HEAD' ? 0 : length;
  const head = ['Content-Type', type, 'Content-Length', String(length), 'X-Request-Id', context.id];
  for (const name of Object.keys(reply.headers)) head.push(name, reply.headers[name] as string);
  head.push(...extra);
  if (close) head.push('Connection', 'close');
  response.writeHead(reply.status, head);
  // Node 20 writes ASCII ten times as fast when told that it is Latin-1.
  const written = length === text.length ? 'latin1' : encoding;
  if (reply.outcome.calls > 0) setImmediate(end, response, bytes, written);
  else end(response, bytes, written);
}

/**
 * Writes and ends in two calls: `end` with a body also writes an empty string, and gathering the two costs 1.5 µs
 * (test/bench/README.md).
 */
function end(response: ServerResponse, bytes: string | Buffer, encoding: BufferEncoding): void {
  const { socket } = response;
  // The response still waits for answers to earlier requests on its connection.
  if (socket === null) {
    response.end(bytes, encoding);
    return;
  }
  socket.cork();
  response.write(bytes, encoding);
  socket.uncork();
  response.end();
}

/** Whether a body is not read to its end: the rest would be parsed as the next request. */
export function isStillComing(request: IncomingMessage): boolean {
  return hasBody(request) && !request.complete;
}

/** Content type and text of a reply, always UTF-8 on the wire. `latin1` is for UTF-8 bytes that were never decoded. */
export function bodyText({ body }: V1Reply): { type: string; text: string; encoding: 'utf8' | 'latin1' } {
  if (body.kind === 'json') {
    const encoding = body.isomorphic === true ? 'latin1' : 'utf8';
    return { type: 'application/json; charset=utf-8', text: JSON.stringify(body.value), encoding };
  }
  return { type: `${types[body.kind]}; charset=utf-8`, text: body.value, encoding: 'utf8' };
}

const types = { text: 'text/plain', script: 'application/javascript', page: 'text/html' } as const;
