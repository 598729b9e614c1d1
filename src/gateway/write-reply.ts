import type { IncomingMessage, ServerResponse } from 'node:http';
import type { V1Reply } from '../pipeline/exchange.js';
import { hasBody } from './body/read-body.js';
import type { Traffic } from './traffic.js';
import type { RequestContext } from './request-context.js';

export interface Writing {
  readonly context: RequestContext;
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
  { context, traffic, extra = [] }: Writing,
): void {
  context.outcome = reply.outcome;
  // 499 has no reader: the client is gone.
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
  // Node 20 writes ASCII as Latin-1 in a tenth of the time.
  const written = length === text.length ? 'latin1' : encoding;
  if (reply.outcome.calls > 0) setImmediate(end, response, bytes, written);
  else end(response, bytes, written);
}

/** `end` with a body writes an empty text behind it, and to gather the two costs 1.5 µs (test/bench/README.md). */
function end(response: ServerResponse, bytes: string | Buffer, encoding: BufferEncoding): void {
  const { socket } = response;
  // It waits for the answers to earlier requests on its connection.
  if (socket === null) {
    response.end(bytes, encoding);
    return;
  }
  socket.cork();
  response.write(bytes, encoding);
  socket.uncork();
  response.end();
}

/** The rest of an unread body would be taken for the next request. */
export function isStillComing(request: IncomingMessage): boolean {
  return hasBody(request) && !request.complete;
}

/** Content type and bytes-to-be of a reply, which are always UTF-8: `latin1` is for a text that was never decoded. */
export function bodyText({ body }: V1Reply): { type: string; text: string; encoding: 'utf8' | 'latin1' } {
  if (body.kind === 'json') {
    const encoding = body.isomorphic === true ? 'latin1' : 'utf8';
    return { type: 'application/json; charset=utf-8', text: JSON.stringify(body.value), encoding };
  }
  return { type: `${types[body.kind]}; charset=utf-8`, text: body.value, encoding: 'utf8' };
}

const types = { text: 'text/plain', script: 'application/javascript', page: 'text/html' } as const;
