import { GatewayError } from '../errors/gateway-error.js';
import type { WireAnswer } from './call.js';
import type { Clock } from './clock.js';
import { RecentCount } from './recent-count.js';
import type { Around } from './send.js';
import type { BreakerState, CallClass, UpstreamWatch } from './watch.js';

/** Failures one after another that open it. */
const inARowMost = 5;
/** Or half of the calls of the last 10 s, if they were so many. */
const failingShare = 0.5;
const callsLeast = 20;
/**
 * How long nobody is let through before one is let through to see: a moment at first, for most outages are short, and
 * never so long that clients are refused for more than seconds once the tenant is back.
 */
const firstPauseMs = 1_000;
const longestPauseMs = 4_000;
/** A call whose request runs out of time after less says nothing about the tenant. */
const patienceMs = 1_000;

/** What a call says about the tenant's health; undefined: nothing. */
type Verdict = 'well' | 'unwell' | undefined;

/**
 * Keeps calls from a tenant that does not answer: clients are told at once what they would be told after a long
 * wait, and the tenant gets up without a crowd at its door. What is no fault of the tenant's health, a refusal, a
 * 429, a client that hangs up, counts neither way.
 */
export class Breaker {
  readonly #calls: RecentCount;
  readonly #failures: RecentCount;
  #state: BreakerState = 'closed';
  #inARow = 0;
  #openedAt = 0;
  #pauseMs = firstPauseMs;
  /** No call in between had been answered: one that is, though it began before, shows that all is well again. */
  #wasSilent = false;

  constructor(
    private readonly of: CallClass,
    private readonly clock: Clock,
    private readonly watch: Pick<UpstreamWatch, 'breakerChanged'>,
  ) {
    this.#calls = new RecentCount(clock);
    this.#failures = new RecentCount(clock);
  }

  /** Refuses at once, before a call waits for its turn: `upstream-down`. */
  readonly refusing: Around = (next) => (request, signal) => {
    const refusal = this.#refusal();
    return refusal === undefined ? next(request, signal) : Promise.reject(refusal);
  };

  /** Around the call itself, whose turn may have come long after it was let in. */
  readonly counting: Around = (next) => async (request, signal) => {
    const refusal = this.#refusal();
    if (refusal !== undefined) throw refusal;
    const isProbe = this.#state === 'open';
    if (isProbe) this.#change('half-open');
    const startedAt = this.clock.now();
    try {
      const answer = await next(request, signal);
      this.#note(verdictOnAnswer(answer), isProbe);
      return answer;
    } catch (error) {
      const wasPatient = this.clock.now() - startedAt >= patienceMs;
      this.#note(verdictOnError(error, wasPatient || !signal.aborted), isProbe);
      throw error;
    }
  };

  #refusal(): GatewayError | undefined {
    if (this.#state === 'closed') return undefined;
    const waitMs = this.#openedAt + this.#pauseMs - this.clock.now();
    if (this.#state === 'open' && waitMs <= 0) return undefined;
    return new GatewayError('upstream-down', { retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)) });
  }

  #note(verdict: Verdict, isProbe: boolean): void {
    // A probe that says nothing leaves the next call to be one.
    if (isProbe) this.#conclude(verdict === 'well' ? 'closed' : 'open', verdict !== undefined);
    else if (verdict === 'well') this.#noteWell();
    else if (verdict === 'unwell') this.#noteUnwell();
  }

  #conclude(state: BreakerState, isKnown: boolean): void {
    if (isKnown) this.#forgetAll();
    if (state === 'open' && isKnown) this.#pause();
    this.#change(state);
  }

  #pause(): void {
    this.#openedAt = this.clock.now();
    this.#pauseMs = this.#state === 'closed' ? firstPauseMs : Math.min(2 * this.#pauseMs, longestPauseMs);
  }

  #noteWell(): void {
    this.#inARow = 0;
    this.#calls.add();
    if (this.#state === 'open' && this.#wasSilent) this.#conclude('closed', true);
  }

  #noteUnwell(): void {
    this.#inARow += 1;
    this.#calls.add();
    this.#failures.add();
    if (this.#state !== 'closed' || !this.#isTooMuch()) return;
    this.#wasSilent = this.#inARow >= inARowMost;
    this.#conclude('open', true);
  }

  #isTooMuch(): boolean {
    if (this.#inARow >= inARowMost) return true;
    const calls = this.#calls.total;
    return calls >= callsLeast && this.#failures.total >= failingShare * calls;
  }

  #forgetAll(): void {
    this.#inARow = 0;
    this.#calls.clear();
    this.#failures.clear();
  }

  #change(state: BreakerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.watch.breakerChanged(this.of, state);
  }
}

function verdictOnAnswer({ status }: WireAnswer): Verdict {
  return status === 502 || status === 503 || status === 504 ? 'unwell' : 'well';
}

function verdictOnError(error: unknown, wasPatient: boolean): Verdict {
  if (!(error instanceof GatewayError)) return undefined;
  const isLate = error.code === 'upstream-timeout' && wasPatient;
  return isLate || error.details.broke !== undefined ? 'unwell' : undefined;
}
