import type { Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '../observe/log/logger.js';
import type { Metrics } from '../observe/metrics/metrics.js';
import { requestId } from '../observe/request-id.js';
import type { Refusal } from './header-guard.js';
import { RefusedRequest, refusalReply } from './refused-request.js';
import type { Traffic } from './traffic.js';

const tooSlow: Refusal = { status: 408, sentence: 'The request came in too slowly.' };
const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { status: 431, sentence: 'The header is larger than 16384 bytes.' },
  // Old Node and PHP clients put names and searches into the URL unescaped.
  HPE_INVALID_URL: { status: 400, sentence: 'The URL holds a character that must be percent-encoded.' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, sentence: 'The chunk extensions are too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: tooSlow,
  ERR_TLS_HANDSHAKE_TIMEOUT: tooSlow,
};
const notHttp: Refusal = { status: 400, sentence: 'The request is not HTTP.' };
const noTunnel: Refusal = { status: 405, sentence: 'This method is not allowed here.' };

export interface ClientErrorDeps {
  readonly traffic: Traffic;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'record'>;
}

/**
 * Answers what Node's parser refuses. The answer waits for those to earlier requests on the connection, so that it is
 * not taken for one of theirs. If the body of a request breaks, the refusal answers that request.
 */
export function handleClientErrors(server: Server, deps: ClientErrorDeps): void {
  const { traffic } = deps;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // The client has hung up, by a reset or in the middle of a message.
    if (error.code === 'ECONNRESET' || error.code === 'HPE_INVALID_EOF_STATE' || !socket.writable) {
      socket.destroy();
      return;
    }
    const refusal = refusals[error.code ?? ''] ?? notHttp;
    const unfinished = traffic.unfinished(socket);
    if (unfinished !== undefined) {
      unfinished.emit('error', new RefusedRequest(refusal));
      return;
    }
    refuse(socket, { refusal, parser: error.code }, deps);
  });
  // Without a listener Node closes the connection without a word.
  server.on('connect', (_request, socket) => {
    // Node removes its error listener before it emits `connect`; an unhandled error would end the process.
    socket.on('error', () => socket.destroy());
    refuse(socket, { refusal: noTunnel, method: 'CONNECT' }, deps);
  });
}

/** Such a request never reaches the entrance, so it is logged and counted here. */
function refuse(
  socket: Duplex,
  { refusal, ...known }: { refusal: Refusal; parser?: string | undefined; method?: string },
  { traffic, log, metrics }: ClientErrorDeps,
): void {
  const { status } = refusal;
  const id = requestId();
  if (!traffic.endWith(socket, rawAnswer(refusal, id))) return;
  log.info('request', { requestId: id, route: 'refused', status, ...known });
  const nobody = { caller: undefined, calls: 0, losses: [], isBrownout: false };
  metrics.record({ route: 'refused', status, seconds: 0, ...nobody });
}

function rawAnswer(refusal: Refusal, id: string): string {
  const { body } = refusalReply(refusal);
  const text = JSON.stringify(body.value);
  return [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `X-Request-Id: ${id}`,
    'Connection: close',
    '',
    text,
  ].join('\r\n');
}
