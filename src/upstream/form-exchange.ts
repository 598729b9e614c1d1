import type { WireRequest } from './wire/call.js';
import { withinDeadline } from './deadline.js';
import { readFormAnswer } from './wire/read-answer.js';
import { readRetryAfter } from './wire/retry-after.js';
import type { Send } from './send.js';
import { userAgent } from './wire/user-agent.js';

export interface FormAnswer {
  readonly status: number;
  /** Parsed JSON; undefined for an empty answer, and for a refusal that is not JSON. */
  readonly body: unknown;
  readonly retryAfterS?: number;
}

/**
 * Posts a grant to the tenant's `/oauth/token`; any status is an answer.
 *
 * @throws GatewayError `upstream-unreachable`, `upstream-lost`, `upstream-timeout`, `upstream-unreadable` (a 2xx that is
 *   not JSON)
 */
export type FormExchange = (form: Record<string, string>) => Promise<FormAnswer>;

export interface FormExchangeOptions {
  readonly prefix: string;
  /** Deadline of one exchange in milliseconds. Requests share an exchange, so no deadline of theirs bounds it. */
  readonly timeoutMs: number;
  readonly now: () => number;
}

export function createFormExchange(
  send: Send,
  { prefix, timeoutMs, now }: FormExchangeOptions,
): FormExchange {
  return (form) =>
    withinDeadline(timeoutMs, async (signal) => {
      const answer = await send(writeForm(`${prefix}/oauth/token`, form), signal);
      const retryAfterS = readRetryAfter(answer.status, answer.headers, now());
      return { ...readFormAnswer(answer), ...(retryAfterS === undefined ? {} : { retryAfterS }) };
    });
}

function writeForm(path: string, form: Record<string, string>): WireRequest {
  return {
    method: 'POST',
    path,
    headers: {
      accept: 'application/json',
      'user-agent': userAgent,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(form).toString(),
    // If its answer is lost, the grant is one more token that nobody holds.
    repeatable: true,
  };
}
