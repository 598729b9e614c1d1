import type { IncomingMessage, ServerResponse } from 'node:http';
import { PerRequest } from './per-request.js';
import type { RequestSpan } from '../observe/tracing/tracing.js';
import type { Route } from '../map/route.js';
import type { ReplyOutcome } from '../pipeline/exchange.js';

/** State of one request while the gateway handles it. */
export interface RequestContext {
  readonly id: string;
  /** Milliseconds of a monotonic clock. */
  readonly startedAt: number;
  readonly span: RequestSpan;
  /**
   * Id of the entry, or one of `pass-through`, `token`, `confirm`, `preflight`, `refused`, `route-unknown`,
   * `method-unknown`.
   */
  route: string;
  /** The entry of the map; undefined where none matches. */
  entry: Route | undefined;
  /** The v1 line as the map has it, e.g. `GET /api/users/{user_id}`; the path itself is never kept. */
  line: string | undefined;
  outcome: ReplyOutcome | undefined;
  /** The street is handling it, and sets the outcome even if the client hangs up. */
  onStreet: boolean;
  /** The live v1 was asked in holdover's place. */
  byV1: boolean;
  /**
   * Client of the v1 token or secret that it brings, proven by the live v1's answer. Undefined where holdover did not
   * see the token given out.
   */
  askingV1: ReplyOutcome['caller'];
  /** Length of the answer's body. */
  bytes: number;
  /** The answer must close the connection, because the end of this request is not certain. */
  lastOnConnection: boolean;
  /** The answer was cut by us because the tenant's answer broke off. */
  cut: boolean;
  /** The client did not read its answer in time, so its connection was cut. */
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

/** The caller: as holdover knows it, or as the live v1 has accepted it. */
export function callerOf(
  { outcome, askingV1, route }: RequestContext,
  status: number,
): ReplyOutcome['caller'] {
  const isRefused = route === 'token' ? status >= 300 : status === 401 || status === 403;
  return outcome?.caller ?? (isRefused ? undefined : askingV1);
}

/** Calls to the tenant. A passed-through request counts as one. */
export function callsOf({ outcome, route }: RequestContext): number {
  return outcome?.calls ?? (route === 'pass-through' ? 1 : 0);
}

/** What the reply has lost. A refusal has lost nothing, whatever its request would have. */
export function lossesOf({ outcome }: RequestContext, status: number): readonly string[] {
  return status < 400 ? (outcome?.lossy ?? []) : [];
}

/** The status to report: 499 (nginx's code) for a client that hung up, unless the gateway cut the answer. */
export function finalStatus(response: ServerResponse, context: RequestContext): number {
  // Node sets `writableFinished` even where the connection was destroyed after `end`.
  if (context.unread) return 499;
  return response.writableFinished || context.cut ? response.statusCode : 499;
}
