import type { IncomingMessage, ServerResponse } from 'node:http';
import { PerRequest } from './per-request.js';
import type { RequestSpan } from '../observe/tracing.js';
import type { Route } from '../map/route.js';
import type { ReplyOutcome } from '../pipeline/exchange.js';

/** What is known of one request on its way through the gateway. */
export interface RequestContext {
  readonly id: string;
  /** Milliseconds of a monotonic clock. */
  readonly startedAt: number;
  readonly span: RequestSpan;
  /** Entry id, or what else became of it: `pass-through`, `token`, `refused`, `route-unknown`. */
  route: string;
  /** Undefined where the request leads to none. */
  entry: Route | undefined;
  /** The v1 line as the map has it, e.g. `GET /api/users/{user_id}`; the path itself is never kept. */
  line: string | undefined;
  outcome: ReplyOutcome | undefined;
  /** The street works for it, which tells its outcome also where the client hangs up. */
  onStreet: boolean;
  /** The live v1 was asked in holdover's place. */
  byV1: boolean;
  /** Whose v1 token it brings, or whose secret: v1's answer proves it. Undefined where nobody has seen it given out. */
  askingV1: ReplyOutcome['caller'];
  /** Of the answer's body. */
  bytes: number;
  /** No further request may follow on this connection: how this one ends is not certain. */
  lastOnConnection: boolean;
  /** The answer was cut by us because the tenant's answer broke off. */
  cut: boolean;
  /** The client left its answer lying until we had enough. */
  unread: boolean;
}

const contexts = new PerRequest<RequestContext>();

export function openContext(request: IncomingMessage, id: string, span: RequestSpan): RequestContext {
  const context: RequestContext = {
    id,
    startedAt: performance.now(),
    span,
    route: 'refused',
    entry: undefined,
    line: undefined,
    outcome: undefined,
    onStreet: false,
    byV1: false,
    askingV1: undefined,
    bytes: 0,
    lastOnConnection: false,
    cut: false,
    unread: false,
  };
  contexts.set(request, context);
  return context;
}

/** The context that the entrance opened for this request. */
export function contextOf(request: IncomingMessage): RequestContext {
  const context = contexts.get(request);
  if (context === undefined) throw new Error('This request did not come in through the entrance.');
  return context;
}

/** Who asks: as holdover knows it, or whom the live v1 has not refused. */
export function callerOf(
  { outcome, askingV1, route }: RequestContext,
  status: number,
): ReplyOutcome['caller'] {
  const isRefused = route === 'token' ? status >= 300 : status === 401 || status === 403;
  return outcome?.caller ?? (isRefused ? undefined : askingV1);
}

/** Calls to the tenant; a request that passes through is one itself. */
export function callsOf({ outcome, route }: RequestContext): number {
  return outcome?.calls ?? (route === 'pass-through' ? 1 : 0);
}

/** 499, nginx's word for a client that hung up, unless it was us who cut. */
export function finalStatus(response: ServerResponse, context: RequestContext): number {
  // Node calls a response finished whose connection was destroyed behind its end.
  if (context.unread) return 499;
  return response.writableFinished || context.cut ? response.statusCode : 499;
}
