import { GatewayError } from '../../errors/gateway-error.js';
import type { WireAnswer, WireRequest } from '../wire/call.js';
import type { Cancellation } from '../cancellation.js';
import type { Clock } from '../clock.js';
import { isOutage } from './is-outage.js';
import { isRateLimited } from './is-rate-limited.js';
import { pause } from './pause.js';
import type { RetryBudget } from './retry-budget.js';
import { readRetryAfter } from '../wire/retry-after.js';
import type { Interceptor } from '../send.js';
import type { UpstreamWatch } from '../watch.js';

export interface RetryOptions {
  readonly clock: Clock;
  readonly budget: RetryBudget;
  /** Most retries of one call. */
  readonly most: number;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Milliseconds since the epoch, for a Retry-After that is a date. */
  readonly now: () => number;
  readonly watch: Pick<UpstreamWatch, 'retried'>;
}

/** A call with less time left than this cannot get an answer. */
export const leastMs = 50;

const shortestPauseMs = 50;
const longestPauseMs = 500;

/** One of the two is set. */
interface Outcome {
  readonly answer?: WireAnswer;
  readonly error?: unknown;
}

/**
 * Repeats a call that failed for the moment: a read after a broken connection or a 502, 503 or 504, a write only if
 * nothing of it can have been sent (or if it is `repeatable`, and then also after a 429, for which no pacer waits). The
 * pauses are random, so that calls that failed together do not come back together. Where a retry would miss the
 * deadline or exceed the budget, the failure stands.
 */
export function retrying(options: RetryOptions): Interceptor {
  return (next) => (request, signal) => {
    options.budget.count();
    const attempt = () => next(request, signal);
    const goOn = (first: Outcome) => retryWhileWorthIt(first, { attempt, request, signal, options });
    return attempt().then(
      (answer) => (isWorthIt({ answer }, request) ? goOn({ answer }) : answer),
      (error: unknown) => goOn({ error }),
    );
  };
}

interface Retries {
  readonly attempt: () => Promise<WireAnswer>;
  readonly request: WireRequest;
  readonly signal: Cancellation;
  readonly options: RetryOptions;
}

async function retryWhileWorthIt(first: Outcome, retries: Retries): Promise<WireAnswer> {
  const { request, signal, options } = retries;
  let outcome = first;
  for (let made = 0; made < options.most && isWorthIt(outcome, request); made += 1) {
    const waitMs = pauseMs(outcome, options);
    if (signal.msLeft(options.clock.now()) < waitMs + leastMs || !options.budget.take()) break;
    outcome = await retry(waitMs, retries);
  }
  if (outcome.answer === undefined) throw outcome.error;
  return outcome.answer;
}

function outcomeOf(sent: Promise<WireAnswer>): Promise<Outcome> {
  return sent.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
}

async function retry(waitMs: number, { attempt, signal, options }: Retries): Promise<Outcome> {
  try {
    await pause(waitMs, signal, options.clock);
    options.watch.retried();
    return await outcomeOf(attempt());
  } finally {
    options.budget.done();
  }
}

function isWorthIt({ answer, error }: Outcome, { method, repeatable = false }: WireRequest): boolean {
  const mayRepeat = repeatable || method === 'GET' || method === 'HEAD';
  if (answer !== undefined) {
    if (repeatable && isRateLimited(answer)) return true;
    return mayRepeat && isOutage(answer);
  }
  const broke = error instanceof GatewayError ? error.details.broke : undefined;
  return broke === 'unsent' || (broke === 'under-way' && mayRepeat);
}

/** At least as long as the tenant asks for in Retry-After. */
function pauseMs({ answer }: Outcome, { random, now }: RetryOptions): number {
  const chosen = shortestPauseMs + random() * (longestPauseMs - shortestPauseMs);
  if (answer === undefined) return chosen;
  return Math.max(chosen, (readRetryAfter(answer.status, answer.headers, now()) ?? 0) * 1_000);
}
