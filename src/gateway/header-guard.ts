import type { IncomingMessage } from 'node:http';
import { longestTarget } from '../pipeline/longest-target.js';

/** The head of a request as received, unchecked. */
export interface RequestHead {
  readonly method: string;
  /** Request target, e.g. `/api/users?per_page=2`. */
  readonly target: string;
  /** `1.0` or `1.1`; anything else is refused. */
  readonly httpVersion: string;
  /** Names and values in turn, as `IncomingMessage.rawHeaders`. */
  readonly rawHeaders: readonly string[];
}

/** The answer to a request that is refused before any work. */
export interface Refusal {
  readonly status: number;
  readonly sentence: string;
  /** Seconds after which the client may try again. */
  readonly retryAfterS?: number;
}

export const allowedMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

const maxHeaders = 100;
/** No leading zero: some parsers read it as octal. */
export const contentLength = /^(?:0|[1-9]\d{0,15})$/;
/** C0 and C1 controls and the no-break space: parsers downstream differ in which of them end or trim a value. */
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const controls = /[\u0000-\u0008\u000a-\u001f\u007f-\u00a0]/;
export const hostPattern = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._~-]{1,255})(?::\d{1,5})?$/;
/** Header fields that may occur once: with two, even equal, parsers may disagree on the framing or the sender. */
const singletons = new Set(['host', 'authorization', 'content-length', 'transfer-encoding']);

/**
 * Refuses what Node's parser accepts but a server behind it may read differently. RFC 9112 sections 3.2, 6.1 and 6.3.
 * Pure.
 */
export function inspectHead(head: RequestHead): Refusal | undefined {
  return refuseLine(head) ?? refuseHeaders(head);
}

function refuseLine({ method, target, httpVersion }: RequestHead): Refusal | undefined {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    return { status: 505, sentence: 'Only HTTP/1.1 and HTTP/1.0 are spoken here.' };
  }
  if (!(allowedMethods as readonly string[]).includes(method)) {
    return { status: 405, sentence: 'This method is not allowed here.' };
  }
  if (target.length > longestTarget)
    return { status: 414, sentence: `The URL is longer than ${longestTarget} bytes.` };
  if (target === '*' && method === 'OPTIONS') return undefined;
  // An absolute-form target is for forward proxies; a fragment is never sent in a request.
  if (!target.startsWith('/') || target.includes('#')) return malformed('The request target is not a path.');
  return undefined;
}

function refuseHeaders({ rawHeaders, httpVersion }: RequestHead): Refusal | undefined {
  if (rawHeaders.length > maxHeaders * 2) {
    return { status: 431, sentence: `There are more than ${maxHeaders} header fields.` };
  }
  const seen = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    if (controls.test(value)) return malformed('A header field holds a control character.');
    if (singletons.has(name) && seen.has(name)) return malformed(`There are two ${name} header fields.`);
    seen.set(name, value);
  }
  return refuseFraming(seen, httpVersion) ?? refuseMeaning(seen, httpVersion);
}

function refuseFraming(seen: ReadonlyMap<string, string>, httpVersion: string): Refusal | undefined {
  const length = seen.get('content-length');
  const encoding = seen.get('transfer-encoding');
  if (length !== undefined && !contentLength.test(length))
    return malformed('Content-Length is not a number.');
  if (encoding === undefined) return undefined;
  if (length !== undefined) return malformed('Content-Length and Transfer-Encoding exclude each other.');
  if (httpVersion === '1.0') return malformed('HTTP/1.0 has no Transfer-Encoding.');
  if (encoding.toLowerCase() !== 'chunked') {
    return { status: 501, sentence: 'The only Transfer-Encoding known here is chunked.' };
  }
  return undefined;
}

function refuseMeaning(seen: ReadonlyMap<string, string>, httpVersion: string): Refusal | undefined {
  const host = seen.get('host');
  if (host === undefined && httpVersion === '1.1') return malformed('The Host header field is missing.');
  if (host !== undefined && !hostPattern.test(host)) return malformed('The Host header field is not a host.');
  const expected = seen.get('expect');
  if (expected !== undefined && !isContinue(expected)) {
    return { status: 417, sentence: 'The only expectation met here is 100-continue.' };
  }
  // RFC 9110 section 7.8 lets a server ignore Upgrade, which is done for h2c. A WebSocket client would wait in vain.
  if (/^websocket$/i.test(seen.get('upgrade') ?? '')) {
    return { status: 501, sentence: 'WebSockets are not served here.' };
  }
  return undefined;
}

/** RFC 9110 sections 10.1.1 and 15.2: an HTTP/1.0 client would take the 100 for the final answer. */
export function awaitsContinue({
  httpVersion,
  headers,
}: Pick<IncomingMessage, 'httpVersion' | 'headers'>): boolean {
  return httpVersion !== '1.0' && isContinue(headers.expect ?? '');
}

function isContinue(expected: string): boolean {
  return expected.trim().toLowerCase() === '100-continue';
}

function malformed(sentence: string): Refusal {
  return { status: 400, sentence };
}
