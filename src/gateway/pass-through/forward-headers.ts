import { traceHeaders, type TraceContext } from '../../observe/trace-context.js';

/** RFC 9110 section 7.6.1, and what older software uses the same way: meant for the next hop only. */
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

/** `Connection: authorization` must not take these away: a client could hide them from one side only. */
const endToEnd = new Set([
  'authorization',
  'content-length',
  'content-type',
  'cookie',
  'host',
  'set-cookie',
  'cache-control',
]);

/** What a client may not claim unless it is a proxy that is believed; CGI-like servers read `_` as `-`. */
const claims = new RegExp(
  `^(?:${[
    'forwarded',
    'x-forwarded-.*',
    'x-real-ip',
    'x-original-url',
    'x-rewrite-url',
    'true-client-ip',
    'cf-connecting-ip',
    // Auth0 takes the address of a login's user from it.
    'auth0-forwarded-for',
    'via',
  ].join('|')})$`,
);

export interface Forwarding {
  /** Whether the peer may say who is behind it. */
  readonly trusted: boolean;
  /** Of the body, where it has been read already. */
  readonly length: number | undefined;
  /** Where we have become a part of the trace: instead of what was sent. */
  readonly trace?: TraceContext | undefined;
}

/**
 * The header of a request as it goes on to the tenant: everything, in its own spelling and order, but what belongs to
 * this hop. `Host` is the proxy's to set; `Expect` has been answered here.
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

/** `Content_Length` is a field like any other here, and the length of the body where CGI's rules are kept. */
function isDisguised(lower: string): boolean {
  const spelled = lower.replaceAll('_', '-');
  return spelled !== lower && (hopByHop.has(spelled) || endToEnd.has(spelled));
}

/** Node frames a body of unknown length by itself for POST and PUT only; a DELETE's would go out bare. */
function framing(chunked: boolean, length: number | undefined): [string, string][] {
  if (!chunked) return [];
  return [length === undefined ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(length)]];
}

/** The header of an answer as it goes back to the client; names and values in turn, repeated ones kept apart. */
export function forwardedAnswerHeaders(rawHeaders: readonly string[]): string[] {
  return withoutHop(rawHeaders);
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
