import type { ClientRequest, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { GatewayError } from '../../errors/gateway-error.js';
import type { CallSpan } from '../../observe/tracing.js';
import { hasBody } from '../body/read-body.js';

/** What goes along with a request. */
export interface ForwardOptions {
  /** The bytes of its body, where they have been taken from it already. */
  readonly body?: Buffer | undefined;
  /** Gets to see the answer while that goes back; may listen to it, and do nothing else. */
  readonly onAnswer?: ((answer: IncomingMessage) => void) | undefined;
}

/** One request on its way through to the tenant. */
export interface ProxiedRequest {
  /** Request target as the client sent it. */
  readonly target: string;
  readonly body: Buffer | undefined;
  readonly onAnswer: ForwardOptions['onAnswer'];
  /** Told by the client's own header, which is replaced on the way. */
  readonly hasBody: boolean;
  outgoing: ClientRequest | undefined;
  answer: IncomingMessage | undefined;
  /** Of the latest try. */
  span: CallSpan | undefined;
  /** This is the second try. */
  again: boolean;
  /** It has failed, and the client has been told. */
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
    answer: undefined,
    span: undefined,
    again: false,
    over: false,
  };
}

/** What to send instead of the request's own stream, once that has been read or has ended. */
export function replayed(proxied: ProxiedRequest): Readable | undefined {
  if (proxied.body !== undefined) return Readable.from([proxied.body]);
  return proxied.again ? Readable.from([]) : undefined;
}

/**
 * Ends a request that the tenant does not answer, or that gets no connection, in time. While the client has not sent all
 * of the body, it is the client's silence, which `client-timeouts.ts` ends.
 */
export function endInTime(outgoing: ClientRequest, timeoutMs: number, request: IncomingMessage): void {
  // Node destroys the socket of an upgrade that nobody asked for, and never says so.
  outgoing.once('upgrade', (_answer, socket) => {
    socket.destroy();
    outgoing.emit('error', new GatewayError('upstream-unreadable'));
  });
  outgoing.setTimeout(timeoutMs, () => {
    if (request.complete || outgoing.writableNeedDrain)
      outgoing.destroy(new GatewayError('upstream-timeout'));
  });
  // That one is the socket's. A request that still waits for a socket would not even tell of its end.
  const withoutSocket = setTimeout(
    () => outgoing.emit('error', new GatewayError('upstream-timeout')),
    timeoutMs,
  );
  const stop = (): void => {
    clearTimeout(withoutSocket);
  };
  outgoing.once('socket', stop).once('close', stop);
}

/**
 * A kept connection that the tenant closed while we reached for it: nothing was answered, and a GET without a body
 * may be repeated (RFC 9110 section 9.2.2).
 */
export function mayGoAgain(proxied: ProxiedRequest, error: Error, request: IncomingMessage): boolean {
  const safe = (request.method === 'GET' || request.method === 'HEAD') && !proxied.hasBody;
  const raced =
    proxied.outgoing?.reusedSocket === true && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
  return safe && raced && !proxied.again && proxied.answer === undefined && !request.socket.destroyed;
}
