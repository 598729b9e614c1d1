import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../observe/logger.js';
import type { Metrics } from '../observe/metrics.js';
import type { UsageLedger } from '../observe/usage-ledger.js';
import { errorFields } from '../observe/error-fields.js';
import { requestId } from '../observe/request-id.js';
import { accessLine } from './access-line.js';
import { atTheLimit } from './bounds.js';
import { countUsage } from './count-usage.js';
import { inspectHead, isContinue, type Refusal } from './header-guard.js';
import { refusalReply } from './refused-request.js';
import { measure } from './measure.js';
import type { Overload } from './overload.js';
import type { Traffic } from './traffic.js';
import type { TrustsPeer } from './trusted-proxies.js';
import { finalStatus, openVisit, type Visit } from './visit.js';
import type { UnreadAnswers } from './unread-answers.js';
import { writeReply } from './write-reply.js';

export interface EntranceDeps {
  readonly traffic: Traffic;
  readonly trusts: TrustsPeer;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly usage: Pick<UsageLedger, 'count'>;
  readonly overload: Pick<Overload, 'sheds'>;
  readonly unread: Pick<UnreadAnswers, 'watch'>;
}

export type Entrance = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** The first thing a request meets: it gets a name, is counted, looked at, and logged when it leaves. */
export function entrance({ traffic, trusts, log, metrics, usage, overload, unread }: EntranceDeps): Entrance {
  return (request, response, next) => {
    const visit = openVisit(request, requestId(sentId(request, trusts)));
    const taken = traffic.enter(request, response, () => {
      const status = finalStatus(response, visit);
      const { level, fields } = accessLine(visit, { method: request.method ?? '', status });
      log[level]('request', fields);
      metrics.record(measure(visit, status));
      countUsage(usage, visit, status);
      logCause(visit, log);
    });
    if (!taken) return;
    unread.watch(response, () => (visit.unread = true));
    // Without a listener the error of a broken body would be thrown; whoever reads the body listens as well.
    request.on('error', () => undefined);
    const refusal = inspectHead({
      method: request.method ?? '',
      target: request.url ?? '',
      httpVersion: request.httpVersion,
      rawHeaders: request.rawHeaders,
    });
    if (refusal !== undefined) {
      refuse(refusal, { response, visit, traffic });
      return;
    }
    if (overload.sheds()) {
      metrics.shed();
      writeReply(response, refusalReply(atTheLimit), { visit, traffic });
      return;
    }
    if (isContinue(request.headers.expect ?? '')) response.writeContinue();
    next();
  };
}

function refuse(
  refusal: Refusal,
  {
    response,
    visit,
    traffic,
  }: Parameters<typeof writeReply>[2] & { response: Parameters<typeof writeReply>[0] },
): void {
  visit.lastOnConnection = true;
  traffic.doom(response.req);
  writeReply(response, refusalReply(refusal), { visit, traffic });
}

function sentId({ headers, socket }: IncomingMessage, trusts: TrustsPeer): string | undefined {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && trusts(socket.remoteAddress) ? sent : undefined;
}

function logCause(visit: Visit, log: Logger): void {
  const cause = visit.outcome?.cause;
  if (cause !== undefined) log.error('internal error', { requestId: visit.id, ...errorFields(cause) });
}
