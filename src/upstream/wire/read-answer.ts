import { isAscii, isUtf8 } from 'node:buffer';
import { GatewayError } from '../../errors/gateway-error.js';
import type { WireAnswer } from './call.js';
import type { UpstreamAnswer, UpstreamRequest } from '../exchange.js';
import { isQueryTimeout, queryTimeoutCode } from '../is-query-timeout.js';
import { readRetryAfter } from './retry-after.js';
import { readV2Error } from './v2-error.js';

/**
 * Reads what v2 answered.
 *
 * @param now milliseconds since the epoch, for a Retry-After that is a date
 * @param expected what a 2xx holds, and what will be read of it
 * @throws GatewayError `upstream-refused` for any status but 2xx, `upstream-unreadable` for a 2xx without what is
 *   expected, and for a 404 that is not v2's own
 */
export function readAnswer(
  answer: WireAnswer,
  now: number,
  { answers, copiesText }: Pick<UpstreamRequest, 'answers' | 'copiesText'>,
): UpstreamAnswer {
  const { status, body } = answer;
  if (!isSuccess(answer)) throw readRefusal(answer, now);
  const copied = copiesText === undefined ? undefined : readUndecoded(body, copiesText);
  if (copied !== undefined) return { status, body: copied, isomorphic: true };
  return { status, body: readSuccess(answer, answers) };
}

/**
 * As `readAnswer`, for the token endpoint, whose refusals are answers: `body` is undefined where one is not JSON.
 *
 * @throws GatewayError `upstream-unreadable` also for a page that would blame the client
 */
export function readFormAnswer(answer: WireAnswer): UpstreamAnswer {
  const { status } = answer;
  if (isSuccess(answer)) return { status, body: readSuccess(answer) };
  if (blaming.has(status) && isMarkup(answer)) throw foreignPage(status);
  return { status, body: readJson(answer.body) };
}

/** With these the token endpoint says that it does not know the client or its secret. */
const blaming: ReadonlySet<number> = new Set([401, 404]);

/** Unlike `isPage`, not any text: how a tenant of 2015 wrote its refusals is not known (facts v1, section 2). */
function isMarkup({ body }: WireAnswer): boolean {
  return /^\s*</.test(body.subarray(0, 1_024).toString('utf8').replace('\uFEFF', ''));
}

function foreignPage(status: number): GatewayError {
  return new GatewayError('upstream-unreadable', {
    message: `It is a page with the status ${status}, not one of v2.`,
  });
}

function isSuccess({ status }: WireAnswer): boolean {
  return status >= 200 && status < 300;
}

function readSuccess({ body }: WireAnswer, answers: 'json' | 'text' = 'json'): unknown {
  if (body.length === 0) return undefined;
  const value = answers === 'text' ? readText(body) : readJson(body);
  // The parser's error quotes the text, which may hold secrets: it is not kept as the cause.
  if (value === undefined) throw new GatewayError('upstream-unreadable');
  return value;
}

function readRefusal(answer: WireAnswer, now: number): GatewayError {
  const body = readJson(answer.body);
  if (answer.status === 404 && isPage(answer, body)) return foreignPage(answer.status);
  const { code: told, message } = readV2Error(answer.status, body);
  const code = isQueryTimeout(answer) ? queryTimeoutCode : told;
  const retryAfterS = readRetryAfter(answer.status, answer.headers, now);
  return new GatewayError('upstream-refused', {
    upstreamStatus: answer.status,
    message,
    upstreamCode: code,
    retryAfterS,
  });
}

/**
 * A page of something in between: all refusals of v2 are objects. With 404 it must not be taken for v2's "there is no
 * such record". An empty body tells nothing.
 */
function isPage(answer: WireAnswer, body: unknown): boolean {
  return answer.body.length > 0 && (typeof body !== 'object' || body === null);
}

/**
 * Reads JSON with one character for each byte. Node 20 decodes UTF-8 as slowly as it parses JSON, and a text with
 * characters beyond Latin-1 takes twice the memory from there on.
 *
 * @returns undefined where that gains nothing, or would be wrong: an escape stands for a character, not for a byte
 */
function readUndecoded(bytes: Buffer, copiesText: (answer: unknown) => boolean): unknown {
  if (isAscii(bytes) || !isUtf8(bytes) || bytes.includes('\\u')) return undefined;
  const value = parse(bytes.toString('latin1'));
  return value !== undefined && copiesText(value) ? value : undefined;
}

/** Undefined where the bytes are not JSON; JSON itself has no undefined. */
function readJson(bytes: Buffer): unknown {
  const text = readText(bytes);
  return text === undefined ? undefined : parse(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** UTF-8 (RFC 8259 section 8.1), byte order mark allowed. Node 20 reads ASCII ten times as fast as latin1. */
function readText(bytes: Buffer): string | undefined {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
