/** The place of a request in a trace: W3C Trace Context. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits: the parent of the next span. */
  readonly spanId: string;
  /** Bit 0: sampled. */
  readonly flags: number;
  /** The headers as they are passed on. */
  readonly traceparent: string;
  readonly tracestate: string | undefined;
}

/** Section 3.2: lower case only; a later version may append fields that are unknown here. */
const parentPattern = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** Section 3.3.1.3; the key as level 2 has it, which takes all that level 1 takes. */
const memberPattern =
  /^([a-z\d][a-z\d_*/@-]{0,255})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const mostMembers = 32;
/** Section 3.3.1.5 asks everybody to pass on at least so much. More might make the head too long for the tenant. */
const longestState = 512;

/**
 * Reads the trace that a request says it belongs to. A malformed `traceparent` is no trace, also one that came twice;
 * a malformed `tracestate` is left out by itself.
 *
 * @param headers names in lower case; a repeated header is joined by commas, as Node does
 */
export function readTraceContext({
  traceparent,
  tracestate,
}: NodeJS.Dict<string | string[]>): TraceContext | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, version, traceId, spanId, flags, more] = parentPattern.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === '00' && more !== undefined) return undefined;
  const state = typeof tracestate === 'string' ? readState(tracestate) : undefined;
  return { traceId, spanId, flags: parseInt(flags, 16), traceparent, tracestate: state };
}

function readState(text: string): string | undefined {
  if (text.length > longestState) return undefined;
  // Section 3.3.1.1: members may be empty.
  const members = text.split(',').flatMap((member) => member.replace(/^[ \t]+|[ \t]+$/g, '') || []);
  const keys = members.map((member) => memberPattern.exec(member)?.[1]);
  const isGood =
    members.length <= mostMembers && !keys.includes(undefined) && new Set(keys).size === keys.length;
  return isGood && members.length > 0 ? text : undefined;
}

/** The two headers that pass the context on. */
export function traceHeaders({ traceparent, tracestate }: TraceContext): Record<string, string> {
  return { traceparent, ...(tracestate === undefined ? {} : { tracestate }) };
}
