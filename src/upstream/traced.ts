import { GatewayError } from '../errors/gateway-error.js';
import { traceHeaders, type TraceContext } from '../observe/tracing/trace-context.js';
import type { TraceCall, TracedCall } from '../observe/tracing/tracing.js';
import type { WireRequest } from './wire/call.js';
import type { Interceptor } from './send.js';

/**
 * Tells the tenant the parent span of a call, and makes a span each time the call is sent. It is the innermost
 * interceptor: each attempt is a span, and waiting for a turn is not.
 */
export function traced(trace: TraceCall, server: TracedCall['server']): Interceptor {
  // A call that is repeated is the same request object.
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

/** A proxy that makes no spans passes on the trace context that it was sent. */
export const passingOn: Interceptor = (next) => (request, signal) =>
  next(request.trace === undefined ? request : withTraceHeaders(request, request.trace), signal);

function withTraceHeaders(request: WireRequest, context: TraceContext): WireRequest {
  return { ...request, headers: { ...request.headers, ...traceHeaders(context) } };
}
