import type { LogFields, LogLevel } from '../observe/logger.js';
import { callerOf, callsOf, type Visit } from './visit.js';

export interface AccessLine {
  readonly level: LogLevel;
  readonly fields: LogFields;
}

/** The one log line of a request. Neither its path nor its query is in it. */
export function accessLine(visit: Visit, { method, status }: { method: string; status: number }): AccessLine {
  const { outcome } = visit;
  const caller = callerOf(visit, status);
  return {
    level: levelOf(status),
    fields: {
      requestId: visit.id,
      traceId: visit.span.context?.traceId,
      method,
      route: visit.route,
      line: visit.line,
      by: visit.byV1 ? 'v1' : undefined,
      status,
      durationMs: Math.round((performance.now() - visit.startedAt) * 10) / 10,
      caller: caller?.kind,
      client_id: caller?.clientId === '' ? undefined : caller?.clientId,
      upstreamCalls: callsOf(visit),
      lossy: outcome === undefined || outcome.lossy.length === 0 ? undefined : outcome.lossy,
      error: outcome?.error?.code,
      upstreamStatus: outcome?.error?.upstreamStatus,
      upstreamCode: outcome?.error?.upstreamCode,
      reason: outcome?.error?.reason,
      missingScopes: outcome?.error?.scopes,
      cut: visit.cut ? true : undefined,
      bytes: visit.bytes,
    },
  };
}

function levelOf(status: number): LogLevel {
  if (status === 500) return 'error';
  return status > 500 ? 'warn' : 'info';
}
