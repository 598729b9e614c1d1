import type { TraceContext } from './trace-context.js';

/** Makes spans, or none. Nothing in here throws, and nothing waits for a collector. */
export interface Tracing {
  /** A request has come in. */
  request(asked: TracedRequest): RequestSpan;
  /** One attempt of a call begins. */
  readonly call: TraceCall;
  /** Delivers the remaining spans, for two seconds at most. */
  close(): Promise<void>;
}

export interface TracedRequest {
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** The trace context that the request was sent with. */
  readonly sent: TraceContext | undefined;
}

/** One attempt of a call to the tenant. No path and no query: they hold ids and e-mail addresses. */
export interface TracedCall {
  readonly method: string;
  /** The path as the map has it, e.g. `/api/v2/users/{user_id}`; undefined for what passes through. */
  readonly template: string | undefined;
  readonly server: { readonly address: string; readonly port: number };
  /** How often this call has been sent before. */
  readonly resends: number;
  readonly parent: TraceContext | undefined;
}

export type TraceCall = (call: TracedCall) => CallSpan;

export interface Span<End> {
  /** The parent of the next span; undefined where there is no trace. */
  readonly context: TraceContext | undefined;
  /** Whether it is a span of our own; if not, the context is the one that was sent. */
  readonly isOwn: boolean;
  /** Ends the span; later calls do nothing. */
  end(how: End): void;
}

export type RequestSpan = Span<RequestEnd>;
export type CallSpan = Span<CallEnd>;

export interface CallEnd {
  /** Undefined without an answer. */
  readonly status?: number | undefined;
  /** An error code. */
  readonly error?: string | undefined;
}

export interface RequestEnd extends CallEnd {
  /** As in the metrics. */
  readonly route: string;
  /** The v1 line as the map has it, e.g. `GET /api/users/{user_id}`. */
  readonly line: string | undefined;
  readonly caller: string | undefined;
  readonly calls: number;
}

/** A proxy that makes no spans passes on the trace context that it was sent. */
export const noTracing: Tracing = {
  request: ({ sent }) => passedOn(sent),
  call: ({ parent }) => passedOn(parent),
  close: () => Promise.resolve(),
};

function passedOn(context: TraceContext | undefined): Span<unknown> {
  return context === undefined ? noSpan : { context, isOwn: false, end: () => undefined };
}

const noSpan: Span<unknown> = { context: undefined, isOwn: false, end: () => undefined };
