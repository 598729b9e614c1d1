import type { Dispatcher } from 'undici';
import { GatewayError } from '../../errors/gateway-error.js';
import type { TraceContext } from '../../observe/tracing/trace-context.js';
import type { AnswerRoom } from './answer-room.js';
import type { Cancellation } from '../cancellation.js';
import type { UpstreamAnswer, UpstreamRequest } from '../exchange.js';
import type { Connection } from './connection.js';
import { pickHeaders, type WireHeaders } from './picked-headers.js';
import type { OnConnection } from './pool.js';
import { transportError, type CallStage } from './transport-error.js';
import { cancelledError, unsentError } from '../until-cancelled.js';

/** A request as it goes over the wire, completely encoded. */
export interface WireRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Whose turn the call takes; see `UpstreamRequest`. */
  readonly callerKey?: string | undefined;
  /** The path as the map has it, e.g. `/api/v2/users/{user_id}`. */
  readonly template?: string | undefined;
  /** The parent of this call's span. */
  readonly trace?: TraceContext | undefined;
  /** Whether a write that may have got lost on its way may be sent again. */
  readonly repeatable?: boolean;
  /** A read that must not join an earlier one; see `UpstreamRequest`. */
  readonly fresh?: boolean | undefined;
  /** Most bytes of the answer's body, where the pool's own limit is too generous. */
  readonly maxAnswerBytes?: number;
}

/** An answer as it came: complete, within the size limit, not yet parsed. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: WireHeaders;
  readonly body: Buffer;
  /** What was read of it, for the requests that share it; see `read-shared.ts`. */
  read?: SharedReading | undefined;
}

export interface SharedReading {
  readonly answer: UpstreamAnswer;
  readonly copiesText: UpstreamRequest['copiesText'];
}

/** The pool to the tenant, and room for its answers; without room nothing is counted. */
export interface Wire {
  readonly pool: Dispatcher;
  readonly room?: AnswerRoom | undefined;
}

/**
 * One round trip. A cancelled call fails at once, and is taken back from the pool, running or queued: a call that is
 * left there holds its connection for good.
 *
 * @throws GatewayError `upstream-unreachable`, `upstream-lost`, `upstream-timeout`, `upstream-unreadable`,
 *   `answers-too-many` (of a read), `client-closed-request`
 */
export function call(wire: Wire, request: WireRequest, signal: Cancellation): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(unsentError(signal));
      return;
    }
    const { method, path, headers, body } = request;
    const handler = new CallHandler({ request, signal, room: wire.room }, resolve, reject);
    wire.pool.dispatch({ method, path, headers, body: body ?? null }, handler);
  });
}

interface Call {
  readonly request: WireRequest;
  readonly signal: Cancellation;
  readonly room: AnswerRoom | undefined;
}

const crowdedRetryS = 1;

/**
 * A handler of undici's older form: the newer form is given every header field decoded, this one picks. undici 8 has
 * only the newer form, and needs Node 22.
 */
class CallHandler implements Dispatcher.DispatchHandler, OnConnection {
  connection: Connection | undefined = undefined;
  /** undici hands it out before it writes the first byte; undefined while the call is queued there. */
  private abort: ((error: Error) => void) | undefined;
  private settled = false;
  private status = 0;
  private headers: WireHeaders = {};
  private readonly chunks: Buffer[] = [];
  private received = 0;
  /** Set once the rest of the answer has had to wait for room. */
  private stopWaiting: (() => void) | undefined;
  private isHeld = false;

  constructor(
    private readonly call: Call,
    private readonly resolve: (answer: WireAnswer) => void,
    private readonly reject: (error: GatewayError) => void,
  ) {
    call.signal.on('abort', this.onCancel);
  }

  onConnect(abort: (error?: Error) => void): void {
    this.abort = abort;
    // Cancelled while queued: undici takes it back before the first byte.
    if (this.settled) abort(new Error('cancelled'));
  }

  onHeaders(status: number, rawHeaders: readonly Buffer[]): boolean {
    if (status < 200) return true;
    this.status = status;
    this.headers = pickHeaders(rawHeaders);
    const fault = framingFault(status, this.headers);
    if (fault !== undefined) this.refuse(fault);
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.received += chunk.length;
    if (this.received > (this.call.request.maxAnswerBytes ?? Infinity)) {
      this.refuse('answer too large');
      return true;
    }
    this.chunks.push(chunk);
    const { room, signal } = this.call;
    if (room !== undefined && !room.read(signal, chunk.length) && !this.isHeld) this.wait(room);
    return true;
  }

  onComplete(): void {
    const { status, headers, chunks } = this;
    const [first] = chunks;
    const body = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
    if (this.settle()) this.resolve({ status, headers, body, read: undefined });
  }

  onError(error: Error): void {
    const failure = transportError(error, this.stage());
    // While an answer is held, undici hears nothing of it, and takes that for the tenant's silence.
    this.fail(this.isHeld && failure.code === 'upstream-timeout' ? this.outOfTime(failure) : failure);
  }

  private stage(): CallStage {
    if (this.status !== 0) return 'answering';
    return this.abort === undefined ? 'queued' : 'sent';
  }

  private wait(room: AnswerRoom): void {
    if (room.isCrowded && this.call.request.method === 'GET') {
      this.fail(tooMany());
      this.abort?.(new Error('no room'));
      return;
    }
    this.isHeld = true;
    this.connection?.hold();
    this.stopWaiting = room.whenRoom(this.call.signal, () => {
      this.isHeld = false;
      this.connection?.resume();
    });
  }

  private readonly onCancel = (): void => {
    this.fail(this.cancelled());
    this.abort?.(new Error('cancelled'));
  };

  private cancelled(): GatewayError {
    const { signal } = this.call;
    if (this.stage() === 'queued') return unsentError(signal);
    const hasWaited = this.stopWaiting !== undefined && signal.reason === 'upstream-timeout';
    return hasWaited ? this.outOfTime(cancelledError(signal)) : cancelledError(signal);
  }

  /** A read that had to wait is not the tenant's fault; of a write nothing is known, as after any timeout. */
  private outOfTime(timeout: GatewayError): GatewayError {
    return this.call.request.method === 'GET' ? tooMany() : timeout;
  }

  private refuse(fault: string): void {
    this.fail(new GatewayError('upstream-unreadable', {}, { cause: new Error(fault) }));
    this.abort?.(new Error(fault));
  }

  private fail(error: GatewayError): void {
    if (this.settle()) this.reject(error);
  }

  /** False where the call already has its outcome. */
  private settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.stopWaiting?.();
    if (this.isHeld) this.connection?.release();
    this.isHeld = false;
    this.call.signal.off('abort', this.onCancel);
    return true;
  }
}

function tooMany(): GatewayError {
  return new GatewayError('answers-too-many', { retryAfterS: crowdedRetryS });
}

/** Two faults that undici 7 accepts: a status outside RFC 9110 section 15, a transfer coding it cannot decode. */
function framingFault(status: number, headers: WireHeaders): string | undefined {
  if (status > 599) return `status ${status}`;
  const coding = headers['transfer-encoding'];
  if (coding === undefined || (typeof coding === 'string' && coding.toLowerCase() === 'chunked'))
    return undefined;
  return 'unknown transfer-encoding';
}
