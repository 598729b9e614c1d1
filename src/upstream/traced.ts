import { GatewayError } from '../errors/gateway-error.js';
import { traceHeaders, type TraceContext } from '../observe/trace-context.js';
import type { TraceCall, TracedCall } from '../observe/tracing.js';
import type { WireRequest } from './wire/call.js';
import type { Interceptor } from './send.js';

/**
 * Tells the tenant whose child a call is, and makes a span of each time it is sent. The innermost of all, so that every
 * attempt is one, and waiting for a turn is none.
 */
export function traced(trace: TraceCall, server: TracedCall['server']): Interceptor {
  // What sends a call again, sends the same request.
  const sent = new WeakMap<WireRequest, number>();
  return (next) => async (request, signal) => {
    const { method, template, trace: parent } = request;
    const resends = sent.get(request) ?? 0;
    sent.set(request, resends + 1);
    const span = trace({ method, template, server, resends, parent });
    try {
      const answer = await next(
        span.context === undefined ? request : withTraceHeaders(request, span.context),
        signal,
      );
      span.end({ status: answer.status });
      return answer;
    } catch (error) {
      span.end({ error: error instanceof GatewayError ? error.code : undefined });
      throw error;
    }
  };
}

/** A proxy that makes no span passes on what it was sent. */
export const passingOn: Interceptor = (next) => (request, signal) =>
  next(request.trace === undefined ? request : withTraceHeaders(request, request.trace), signal);

function withTraceHeaders(request: WireRequest, context: TraceContext): WireRequest {
  return { ...request, headers: { ...request.headers, ...traceHeaders(context) } };
}
