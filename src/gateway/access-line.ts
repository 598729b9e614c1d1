import type { LogFields, LogLevel } from '../observe/log/logger.js';
import { callerOf, callsOf, lossesOf, type RequestContext } from './request-context.js';

export interface AccessLine {
  readonly level: LogLevel;
  readonly fields: LogFields;
}

/** The one log line of a request; it holds neither path nor query. */
export function accessLine(
  context: RequestContext,
  { method, status }: { method: string; status: number },
): AccessLine {
  const { outcome } = context;
  const caller = callerOf(context, status);
  const losses = lossesOf(context, status);
  return {
    level: levelOf(status),
    fields: {
      requestId: context.id,
      traceId: context.span.context?.traceId,
      method,
      route: context.route,
      line: context.line,
      by: context.byV1 ? 'v1' : undefined,
      status,
      durationMs: Math.round((performance.now() - context.startedAt) * 10) / 10,
      caller: caller?.kind,
      client_id: caller?.clientId === '' ? undefined : caller?.clientId,
      upstreamCalls: callsOf(context),
      lossy: losses.length === 0 ? undefined : losses,
      error: outcome?.error?.code,
      upstreamStatus: outcome?.error?.upstreamStatus,
      upstreamCode: outcome?.error?.upstreamCode,
      reason: outcome?.error?.reason,
      missingScopes: outcome?.error?.scopes,
      cut: context.cut ? true : undefined,
      bytes: context.bytes,
    },
  };
}

function levelOf(status: number): LogLevel {
  if (status === 500) return 'error';
  return status > 500 ? 'warn' : 'info';
}
