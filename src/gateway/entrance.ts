import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { V1Reply } from '../pipeline/exchange.js';
import { told } from '../pipeline/refusals/told.js';
import { splitTarget } from '../syntax/split-target.js';
import type { Logger } from '../observe/logger.js';
import type { Metrics } from '../observe/metrics.js';
import type { UsageLedger } from '../observe/usage-ledger.js';
import { errorFields } from '../observe/error-fields.js';
import { requestId } from '../observe/request-id.js';
import { readTraceContext } from '../observe/trace-context.js';
import type { TracedRequest, Tracing } from '../observe/tracing.js';
import { accessLine } from './access-line.js';
import { atTheLimit } from './limits/bounds.js';
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
import { callsOf, finalStatus, openVisit, type Visit } from './visit.js';
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

/** The first thing a request meets: it gets a name, is counted, looked at, and logged when it leaves. */
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
    const visit = openVisit(request, requestId(sentId(request, trusts)), tracing.request(traceOf(request)));
    const taken = traffic.enter(request, response, () => {
      const left = { request, status: finalStatus(response, visit), log, metrics, usage };
      // Its work is only now told to stop, and tells next who asked and what was called.
      if (visit.onStreet && visit.outcome === undefined) setImmediate(tell, visit, left);
      else tell(visit, left);
    });
    if (!taken) return;
    unread.watch(response, () => (visit.unread = true));
    // Without a listener the error of a broken body would be thrown; whoever reads the body listens as well.
    request.on('error', () => undefined);
    const refusal = inspectHead(headOf(request)) ?? (pipelined(request, response) ? undefined : atTheLimit);
    if (refusal !== undefined) {
      refuse(refusal, { response, visit, traffic, street });
      return;
    }
    if (overload.sheds()) {
      metrics.shed();
      writeReply(response, toldRefusal(atTheLimit, request, street), { visit, traffic });
      return;
    }
    if (awaitsContinue(request)) response.writeContinue();
    next();
  };
}

function headOf({ method = '', url: target = '', httpVersion, rawHeaders }: IncomingMessage): RequestHead {
  return { method, target, httpVersion, rawHeaders };
}

/** What is known of a request that has left: to the log, the metrics and its span. */
function tell(
  visit: Visit,
  {
    request,
    status,
    log,
    metrics,
    usage,
  }: Pick<EntranceDeps, 'log' | 'metrics' | 'usage'> & { request: IncomingMessage; status: number },
): void {
  const { level, fields } = accessLine(visit, { method: request.method ?? '', status });
  log[level]('request', fields);
  metrics.record(measure(visit, status));
  countUsage(usage, visit, status);
  endSpan(visit, status);
  logCause(visit, log);
}

function refuse(
  refusal: Refusal,
  {
    response,
    visit,
    traffic,
    street,
  }: { response: ServerResponse; visit: Visit } & Pick<EntranceDeps, 'traffic' | 'street'>,
): void {
  visit.lastOnConnection = true;
  traffic.doom(response.req);
  writeReply(response, toldRefusal(refusal, response.req, street), { visit, traffic });
}

/** Also who is refused here must not take it for success (`only-400`). */
function toldRefusal(refusal: Refusal, request: IncomingMessage, street: CurrentStreet): V1Reply {
  const found = findRoute(request.method, splitTarget(request.url ?? ''), street());
  const isEntry = !(found instanceof Error) && found.kind === 'match';
  return told(refusalReply(refusal), isEntry ? found.match.route : undefined);
}

function sentId({ headers, socket }: IncomingMessage, trusts: TrustsPeer): string | undefined {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && trusts(socket.remoteAddress) ? sent : undefined;
}

/** Anybody may name the trace it belongs to: unlike a request id, that is a name to nobody here. */
function traceOf({ method = '', headers, socket }: IncomingMessage): TracedRequest {
  const scheme = socket instanceof TLSSocket ? 'https' : 'http';
  return { method, scheme, sent: readTraceContext(headers) };
}

function endSpan(visit: Visit, status: number): void {
  const { span, route, line, outcome } = visit;
  if (!span.isOwn) return;
  const caller = outcome?.caller?.kind;
  span.end({ route, line, caller, calls: callsOf(visit), status, error: outcome?.error?.code });
}

function logCause(visit: Visit, log: Logger): void {
  const { id: requestId, outcome } = visit;
  if (outcome?.cause === undefined) return;
  const fields = { requestId, ...errorFields(outcome.cause) };
  if (outcome.error?.code === 'upstream-unreadable') log.warn('the stack ended in an answer', fields);
  else log.error('internal error', fields);
}
