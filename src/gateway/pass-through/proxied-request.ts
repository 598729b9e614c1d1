import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { GatewayError } from '../../errors/gateway-error.js';
import type { CallSpan } from '../../observe/tracing/tracing.js';
import { hasBody } from '../body/read-body.js';

/** Options of one passed-through request. */
export interface ForwardOptions {
  /** The body, if it is already read. */
  readonly body?: Buffer | undefined;
  /** Called with the answer while it is relayed. May listen to it and do nothing else. */
  readonly onAnswer?: ((answer: IncomingMessage) => void) | undefined;
}

/** State of one passed-through request. */
export interface ProxiedRequest {
  /** Request target as the client sent it. */
  readonly target: string;
  readonly body: Buffer | undefined;
  readonly onAnswer: ForwardOptions['onAnswer'];
  /** By the client's own header, which is replaced later. */
  readonly hasBody: boolean;
  outgoing: ClientRequest | undefined;
  /** The latest attempt has its connection, so that some of it may have been sent. */
  connected: boolean;
  answer: IncomingMessage | undefined;
  /** Span of the latest attempt. */
  span: CallSpan | undefined;
  /** This is the second attempt. */
  again: boolean;
  /** The request has failed, and the client is answered. */
  over: boolean;
}

export function openProxied(request: IncomingMessage, { body, onAnswer }: ForwardOptions): ProxiedRequest {
  const target = request.url ?? '/';
  return {
    target,
    body,
    onAnswer,
    hasBody: hasBody(request),
    outgoing: undefined,
    connected: false,
    answer: undefined,
    span: undefined,
    again: false,
    over: false,
  };
}

/** The body to send in place of the request's stream, if that has been read or has ended. */
export function replayed(proxied: ProxiedRequest): Readable | undefined {
  if (proxied.body !== undefined) return Readable.from([proxied.body]);
  return proxied.again ? Readable.from([]) : undefined;
}

/**
 * Ends a request that the tenant does not answer in time, or that gets no connection in time. While the client is
 * still sending its body, the silence is the client's, and `limits/client-timeouts.ts` applies.
 *
 * @param connected called when the request has its connection
 */
export function endInTime(
  outgoing: ClientRequest,
  { timeoutMs, request, connected }: { timeoutMs: number; request: IncomingMessage; connected: () => void },
): void {
  // Without a listener Node destroys the socket of an unrequested upgrade and emits no error.
  outgoing.once('upgrade', (_answer, socket) => {
    socket.destroy();
    outgoing.emit('error', new GatewayError('upstream-unreadable'));
  });
  outgoing.setTimeout(timeoutMs, () => {
    if (request.complete || outgoing.writableNeedDrain)
      outgoing.destroy(new GatewayError('upstream-timeout'));
  });
  // `setTimeout` counts from the connection. Until then the request needs its own timer, and without a socket the
  // error emitted for it.
  const withoutConnection = setTimeout(() => {
    outgoing.emit('error', new GatewayError('upstream-timeout'));
  }, timeoutMs);
  const stop = (): void => {
    clearTimeout(withoutConnection);
  };
  outgoing.once('close', stop);
  whenConnected(outgoing, () => {
    stop();
    connected();
  });
}

/** Calls back when the request can be sent: a socket that is new is first given to the request and then connected. */
function whenConnected(outgoing: ClientRequest, then: () => void): void {
  outgoing.once('socket', (socket) => {
    if (outgoing.reusedSocket || isConnected(socket)) then();
    else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', then);
  });
}

function isConnected(socket: Socket): boolean {
  return !socket.connecting && !(socket instanceof TLSSocket && socket.getFinished() === undefined);
}

/**
 * Whether to send the request once more: the tenant closed a kept connection before any answer, and a GET or HEAD
 * without a body may be repeated (RFC 9110 section 9.2.2).
 */
export function mayGoAgain(proxied: ProxiedRequest, error: Error, request: IncomingMessage): boolean {
  const safe = (request.method === 'GET' || request.method === 'HEAD') && !proxied.hasBody;
  const raced =
    proxied.outgoing?.reusedSocket === true && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
  return safe && raced && !proxied.again && proxied.answer === undefined && !request.socket.destroyed;
}
