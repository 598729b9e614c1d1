import { traceHeaders, type TraceContext } from '../../observe/tracing/trace-context.js';

/** Hop-by-hop fields: RFC 9110 section 7.6.1, and those that older software treats so. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Fields that `Connection` must not remove: `Connection: authorization` could hide one from one side only. */
const endToEnd = new Set([
  'authorization',
  'content-length',
  'content-type',
  'cookie',
  'host',
  'set-cookie',
  'cache-control',
]);

/** Fields accepted only from a trusted proxy; CGI-like servers read `_` as `-`. */
const claims = new RegExp(
  `^(?:${[
    'forwarded',
    'x-forwarded-.*',
    'x-real-ip',
    'x-original-url',
    'x-rewrite-url',
    'true-client-ip',
    'cf-connecting-ip',
    // Auth0 reads the address of a user who logs in from it.
    'auth0-forwarded-for',
    'via',
  ].join('|')})$`,
);

export interface Forwarding {
  /** Whether the peer is a trusted proxy. */
  readonly trusted: boolean;
  /** Length of the body, if it is already read. */
  readonly length: number | undefined;
  /** The trace context to send in place of the client's, if holdover is part of the trace. */
  readonly trace?: TraceContext | undefined;
}

/**
 * The request header to send to the tenant: all fields in their spelling and order, except hop-by-hop fields. The
 * proxy sets `Host`; `Expect` is already answered.
 */
export function forwardedRequestHeaders(
  rawHeaders: readonly string[],
  { trusted, length, trace }: Forwarding,
): Record<string, string | string[]> {
  const headers = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of pairs(withoutHop(rawHeaders))) {
    const lower = name.toLowerCase();
    if (lower === 'host' || lower === 'expect' || isDisguised(lower)) continue;
    if (trace !== undefined && (lower === 'traceparent' || lower === 'tracestate')) continue;
    if (!trusted && claims.test(lower.replaceAll('_', '-'))) continue;
    const before = headers.get(lower);
    if (before === undefined) headers.set(lower, { name, values: [value] });
    else before.values.push(value);
  }
  const chunked = pairs(rawHeaders).some(([name]) => name.toLowerCase() === 'transfer-encoding');
  return Object.fromEntries([
    ...[...headers.values()].map(
      ({ name, values }) => [name, values.length === 1 ? (values[0] ?? '') : values] as const,
    ),
    ...framing(chunked, length),
    ...Object.entries(trace === undefined ? {} : traceHeaders(trace)),
  ]);
}

/** Whether a name such as `Content_Length` is unknown here but counts as framing under CGI's rules. */
function isDisguised(lower: string): boolean {
  const spelled = lower.replaceAll('_', '-');
  return spelled !== lower && (hopByHop.has(spelled) || endToEnd.has(spelled));
}

/** Sets the framing explicitly: for unknown lengths Node does so for POST and PUT only, and leaves a DELETE without. */
function framing(chunked: boolean, length: number | undefined): [string, string][] {
  if (!chunked) return [];
  return [length === undefined ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(length)]];
}

/**
 * The answer header to send to the client: names and values in turn, repeated fields kept apart. A 204 with a length
 * (RFC 9110 section 8.6 forbids it) would make some clients wait for a body.
 */
export function forwardedAnswerHeaders(rawHeaders: readonly string[], status?: number): string[] {
  const kept = withoutHop(rawHeaders);
  if (status !== 204) return kept;
  return pairs(kept)
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .flat();
}

function withoutHop(rawHeaders: readonly string[]): string[] {
  const named = namedByConnection(rawHeaders);
  const kept: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) || (named.has(lower) && !endToEnd.has(lower))) continue;
    kept.push(name, rawHeaders[at + 1] ?? '');
  }
  return kept;
}

function namedByConnection(rawHeaders: readonly string[]): Set<string> {
  const named = new Set<string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== 'connection') continue;
    for (const each of rawHeaders[at + 1]?.split(',') ?? []) named.add(each.trim().toLowerCase());
  }
  return named;
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    found.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '']);
  }
  return found;
}
