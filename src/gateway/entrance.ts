import type { IncomingMessage, ServerResponse } from 'node:http';
import type { V1Reply } from '../pipeline/exchange.js';
import { withV1Status } from '../pipeline/refusals/with-v1-status.js';
import { splitTarget } from '../syntax/split-target.js';
import type { Logger } from '../observe/log/logger.js';
import type { Metrics } from '../observe/metrics/metrics.js';
import type { UsageLedger } from '../observe/usage/usage-ledger.js';
import { errorFields } from '../observe/log/error-fields.js';
import { requestId } from '../observe/request-id.js';
import { readTraceContext } from '../observe/tracing/trace-context.js';
import type { TracedRequest, Tracing } from '../observe/tracing/tracing.js';
import { accessLine } from './access-line.js';
import { overloaded } from './limits/bounds.js';
import { countUsage } from './count-usage.js';
import { awaitsContinue, inspectHead, type Refusal, type RequestHead } from './header-guard.js';
import { refusalReply } from './refused-request.js';
import { measure } from './measure.js';
import type { Overload } from './limits/overload.js';
import type { Pipelining } from './limits/pipelining.js';
import type { CurrentStreet } from './street.js';
import type { Traffic } from './traffic.js';
import type { TrustsPeer } from './limits/trusted-proxies.js';
import { findRoute } from './v1/find-route.js';
import { schemeOf } from './v1/origin.js';
import { callsOf, finalStatus, openContext, type RequestContext } from './request-context.js';
import type { UnreadAnswers } from './limits/unread-answers.js';
import { writeReply } from './write-reply.js';

export interface EntranceDeps {
  readonly traffic: Traffic;
  readonly street: CurrentStreet;
  readonly trusts: TrustsPeer;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing: Pick<Tracing, 'request'>;
  readonly usage: Pick<UsageLedger, 'count'>;
  readonly overload: Pick<Overload, 'sheds'>;
  readonly pipelined: Pipelining;
  readonly unread: Pick<UnreadAnswers, 'watch'>;
}

export type Entrance = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** The first handler of a request: opens its context, counts it, checks its head, and logs it when it is over. */
export function entrance({
  traffic,
  street,
  trusts,
  log,
  metrics,
  tracing,
  usage,
  overload,
  pipelined,
  unread,
}: EntranceDeps): Entrance {
  return (request, response, next) => {
    const context = openContext(
      request,
      requestId(sentId(request, trusts)),
      tracing.request(traceOf(request)),
    );
    const taken = traffic.enter(request, response, () => {
      const left = { request, status: finalStatus(response, context), log, metrics, usage };
      // On a hang-up the street is cancelled now and sets the outcome in its next turn: log after that.
      if (context.onStreet && context.outcome === undefined) setImmediate(tell, context, left);
      else tell(context, left);
    });
    if (!taken) return;
    unread.watch(response, () => (context.unread = true));
    // Without a listener an error of a broken body would be thrown. The code that reads the body adds its own.
    request.on('error', () => undefined);
    const refusal = inspectHead(headOf(request)) ?? (pipelined(request, response) ? undefined : overloaded);
    if (refusal !== undefined) {
      refuse(refusal, { response, context, traffic, street });
      return;
    }
    if (overload.sheds()) {
      metrics.shed();
      writeReply(response, toldRefusal(overloaded, request, street), { context, traffic });
      return;
    }
    if (awaitsContinue(request)) response.writeContinue();
    next();
  };
}

function headOf({ method = '', url: target = '', httpVersion, rawHeaders }: IncomingMessage): RequestHead {
  return { method, target, httpVersion, rawHeaders };
}

/** Reports a request that is over: to the log, the metrics, the usage counts and its span. */
function tell(
  context: RequestContext,
  {
    request,
    status,
    log,
    metrics,
    usage,
  }: Pick<EntranceDeps, 'log' | 'metrics' | 'usage'> & { request: IncomingMessage; status: number },
): void {
  const { level, fields } = accessLine(context, { method: request.method ?? '', status });
  log[level]('request', fields);
  metrics.record(measure(context, status));
  countUsage(usage, context, status);
  endSpan(context, status);
  logCause(context, log);
}

function refuse(
  refusal: Refusal,
  {
    response,
    context,
    traffic,
    street,
  }: { response: ServerResponse; context: RequestContext } & Pick<EntranceDeps, 'traffic' | 'street'>,
): void {
  context.lastOnConnection = true;
  traffic.refuseFurther(response.req);
  writeReply(response, toldRefusal(refusal, response.req, street), { context, traffic });
}

/** The refusal with the status that the entry prescribes: clients of `only-400` entries take others for success. */
function toldRefusal(refusal: Refusal, request: IncomingMessage, street: CurrentStreet): V1Reply {
  const found = findRoute(request.method, splitTarget(request.url ?? ''), street());
  const isEntry = !(found instanceof Error) && found.kind === 'match';
  return withV1Status(refusalReply(refusal), isEntry ? found.match.route : undefined);
}

function sentId({ headers, socket }: IncomingMessage, trusts: TrustsPeer): string | undefined {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && trusts(socket.remoteAddress) ? sent : undefined;
}

/** The trace context is taken from any client: unlike the request id, nothing here relies on it. */
function traceOf(request: IncomingMessage): TracedRequest {
  const { method = '', headers } = request;
  return { method, scheme: schemeOf(request), sent: readTraceContext(headers) };
}

function endSpan(context: RequestContext, status: number): void {
  const { span, route, line, outcome } = context;
  if (!span.isOwn) return;
  const caller = outcome?.caller?.kind;
  span.end({ route, line, caller, calls: callsOf(context), status, error: outcome?.error?.code });
}

function logCause(context: RequestContext, log: Logger): void {
  const { id: requestId, outcome } = context;
  if (outcome?.cause === undefined) return;
  const fields = { requestId, ...errorFields(outcome.cause) };
  if (outcome.error?.code === 'upstream-unreadable') log.warn('the stack ended in an answer', fields);
  else log.error('internal error', fields);
}
