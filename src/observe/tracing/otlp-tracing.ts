import { createTraceState, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Context, Span as OtelSpan, Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Logger } from '../log/logger.js';
import { tellingExporter } from './telling-exporter.js';
import type { TraceContext } from './trace-context.js';
import type { CallEnd, RequestEnd, Span, TracedCall, TracedRequest, Tracing } from './tracing.js';

export interface OtlpTracingOptions {
  readonly version: string;
  readonly log: Logger;
}

const longestCloseMs = 2_000;

/**
 * Spans by OpenTelemetry's HTTP conventions, exported as OTLP over HTTP. The SDK itself reads from the `OTEL_*`
 * variables where to, how many and under which name; nothing is global, and nothing is patched.
 */
export function createOtlpTracing({ version, log }: OtlpTracingOptions): Tracing {
  const named = resourceFromAttributes({ 'service.name': 'holdover', 'service.version': version });
  const provider = new BasicTracerProvider({
    resource: named.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(tellingExporter(new OTLPTraceExporter(), log))],
  });
  const tracer = provider.getTracer('holdover', version);
  return {
    request: (asked) => openRequest(tracer, asked),
    call: (call) => openCall(tracer, call),
    close: () => atMost(longestCloseMs, provider.shutdown()),
  };
}

function openRequest(tracer: Tracer, { method, scheme, sent }: TracedRequest): Span<RequestEnd> {
  const known = knownMethod(method);
  const attributes = { 'http.request.method': known, 'url.scheme': scheme };
  const span = tracer.startSpan(nameOf(known), { kind: SpanKind.SERVER, attributes }, contextOf(sent));
  return opened(span, sent, ({ route, line, caller, calls, status, error }) => {
    const path = line?.slice(line.indexOf(' ') + 1);
    if (path !== undefined) span.updateName(nameOf(known, path));
    // A mistake of the client is not an error of the server.
    endSpan(
      span,
      { status, error, isFault: status === undefined || status >= 500 },
      {
        'http.route': path,
        'holdover.route': route,
        'holdover.caller': caller,
        'holdover.upstream_calls': calls,
        'holdover.error': error,
      },
    );
  });
}

function openCall(tracer: Tracer, { method, template, server, resends, parent }: TracedCall): Span<CallEnd> {
  const known = knownMethod(method);
  const attributes = {
    'http.request.method': known,
    'server.address': server.address,
    'server.port': server.port,
    'url.template': template,
    'http.request.resend_count': resends > 0 ? resends : undefined,
  };
  const options = { kind: SpanKind.CLIENT, attributes: present(attributes) };
  const span = tracer.startSpan(nameOf(known, template), options, contextOf(parent));
  return opened(span, parent, ({ status, error }) => {
    endSpan(span, { status, error, isFault: status === undefined || status >= 400 }, {});
  });
}

function opened<End>(span: OtelSpan, parent: TraceContext | undefined, close: (how: End) => void): Span<End> {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const flags = (traceFlags & 0xff).toString(16).padStart(2, '0');
  let isOpen = true;
  return {
    // A span of another trace than the one sent must not carry the state that was sent.
    context: {
      traceId,
      spanId,
      flags: traceFlags,
      traceparent: `00-${traceId}-${spanId}-${flags}`,
      tracestate: parent?.traceId === traceId ? parent.tracestate : undefined,
    },
    isOwn: true,
    end: (how) => {
      if (isOpen) close(how);
      isOpen = false;
    },
  };
}

function endSpan(
  span: OtelSpan,
  { status, error, isFault }: CallEnd & { readonly isFault: boolean },
  attributes: Readonly<Record<string, string | number | undefined>>,
): void {
  const type = isFault ? (error ?? (status === undefined ? '_OTHER' : String(status))) : undefined;
  span.setAttributes(present({ ...attributes, 'http.response.status_code': status, 'error.type': type }));
  if (isFault) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

function contextOf(sent: TraceContext | undefined): Context {
  if (sent === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, flags: traceFlags, tracestate } = sent;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags,
    isRemote: true,
    ...(tracestate === undefined ? {} : { traceState: createTraceState(tracestate) }),
  });
}

function present(attributes: Readonly<Record<string, string | number | undefined>>): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

/** Clients can make up methods: the conventions have one word for all unknown ones. */
function knownMethod(method: string): string {
  return methods.has(method) ? method : '_OTHER';
}

function nameOf(method: string, target?: string): string {
  const word = method === '_OTHER' ? 'HTTP' : method;
  return target === undefined ? word : `${word} ${target}`;
}

/** Spans that the collector has not taken by then are lost: ending the process matters more. */
async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
