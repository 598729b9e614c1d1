import { GatewayError } from '../../errors/gateway-error.js';
import type { Clock } from '../clock.js';
import { isOutage } from './is-outage.js';
import { RecentCount } from './recent-count.js';
import { tap, type Interceptor } from '../send.js';
import type { BreakerState, CallClass, UpstreamWatch } from '../watch.js';

/** Consecutive failures that open the breaker. */
const inARowMost = 5;
/** It also opens when at least `callsLeast` calls were made in the last 10 s and this share of them failed. */
const failingShare = 0.5;
const callsLeast = 20;
/**
 * How long an open breaker refuses every call before it lets a probe through. The first pause is short because most
 * outages are; the longest is short so that clients are refused for seconds at most once the tenant is back.
 */
const firstPauseMs = 1_000;
const longestPauseMs = 4_000;
/** A timeout by the request's deadline, sooner than this after the call began, says nothing about the tenant. */
const patienceMs = 1_000;

/** What the outcome of a call says about the tenant's health; `broken`: its connection failed; undefined: nothing. */
type Verdict = 'well' | 'unwell' | 'broken' | undefined;

interface Counted {
  /** Number of the probe; undefined for a call made while the breaker was closed. */
  readonly probe: number | undefined;
  readonly startedAt: number;
}

/**
 * Circuit breaker: while the tenant does not answer, clients are refused at once instead of after a long wait, and
 * the tenant recovers without a burst of calls. Any answer but a 502, 503 or 504 counts as healthy, a 429 too. A
 * client that hangs up counts neither way.
 */
export class Breaker {
  readonly #calls: RecentCount;
  readonly #failures: RecentCount;
  #state: BreakerState = 'closed';
  #inARow = 0;
  #openedAt = 0;
  #closedAt = -Infinity;
  #pauseMs = firstPauseMs;
  /** Number of the latest probe. */
  #probe = 0;
  #probeAt = 0;
  /** When connections last broke: many that break at once, when the tenant's front end is changed, are one failure. */
  #brokeAt = -Infinity;
  /** It opened because no call at all was answered: one late answer to an older call then closes it. */
  #wasSilent = false;

  constructor(
    private readonly of: CallClass,
    private readonly clock: Clock,
    private readonly watch: Pick<UpstreamWatch, 'breakerChanged'>,
  ) {
    this.#calls = new RecentCount(clock);
    this.#failures = new RecentCount(clock);
  }

  /** Refuses with `upstream-down`, before a call waits for its turn. */
  readonly refusing: Interceptor = (next) => (request, signal) => {
    const refusal = this.#refusal();
    return refusal === undefined ? next(request, signal) : Promise.reject(refusal);
  };

  /** Around the call itself, whose turn may have come long after `refusing` let it in. */
  readonly counting: Interceptor = (next) => (request, signal) => {
    const refusal = this.#refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    const startedAt = this.clock.now();
    const call: Counted = { probe: this.#state === 'closed' ? undefined : this.#sendProbe(), startedAt };
    return tap(
      next(request, signal),
      (answer) => {
        this.#note(isOutage(answer) ? 'unwell' : 'well', call);
      },
      (error) => {
        const wasPatient = this.clock.now() - startedAt >= patienceMs;
        this.#note(verdictOnError(error, wasPatient || !signal.aborted), call);
      },
    );
  };

  #sendProbe(): number {
    this.#probe += 1;
    this.#probeAt = this.clock.now();
    this.#change('half-open');
    return this.#probe;
  }

  #note(verdict: Verdict, call: Counted): void {
    const { startedAt } = call;
    if (this.#isProbe(call, verdict)) this.#noteProbe(verdict);
    else if (verdict === 'well') this.#noteWell();
    else if (verdict !== undefined && startedAt >= this.#newsFrom(verdict)) {
      if (verdict === 'broken') this.#brokeAt = this.clock.now();
      this.#noteUnwell();
    }
  }

  /** The outcome of an older probe counts only where it is good; a probe of an outage that has ended is a usual call. */
  #isProbe({ probe, startedAt }: Counted, verdict: Verdict): boolean {
    if (probe === undefined || startedAt < this.#closedAt || this.#state === 'closed') return false;
    return probe === this.#probe || verdict === 'well';
  }

  /** A failure of a call that began before this moment belongs to an outage that is already known. */
  #newsFrom(verdict: Verdict): number {
    return verdict === 'broken' ? Math.max(this.#closedAt, this.#brokeAt) : this.#closedAt;
  }

  #refusal(): GatewayError | undefined {
    if (this.#state === 'closed') return undefined;
    // A probe may take as long as its request; other calls do not wait for it that long.
    const nextProbeAt =
      this.#state === 'open' ? this.#openedAt + this.#pauseMs : this.#probeAt + longestPauseMs;
    const waitMs = nextProbeAt - this.clock.now();
    if (waitMs <= 0) return undefined;
    return new GatewayError('upstream-down', { retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)) });
  }

  #noteProbe(verdict: Verdict): void {
    if (verdict === 'well') this.#close();
    else if (verdict !== undefined) this.#open();
    // The probe said nothing: the next call becomes the probe.
    else this.#change('open');
  }

  #noteWell(): void {
    this.#inARow = 0;
    this.#calls.add();
    if (this.#state !== 'closed' && this.#wasSilent) this.#close();
  }

  #noteUnwell(): void {
    this.#inARow += 1;
    this.#calls.add();
    this.#failures.add();
    if (this.#state !== 'closed' || !this.#isTooMuch()) return;
    this.#wasSilent = this.#inARow >= inARowMost;
    this.#open();
  }

  #isTooMuch(): boolean {
    if (this.#inARow >= inARowMost) return true;
    const calls = this.#calls.total;
    return calls >= callsLeast && this.#failures.total >= failingShare * calls;
  }

  #open(): void {
    this.#openedAt = this.clock.now();
    this.#pauseMs = this.#state === 'closed' ? firstPauseMs : Math.min(2 * this.#pauseMs, longestPauseMs);
    this.#forgetAll();
    this.#change('open');
  }

  #close(): void {
    this.#closedAt = this.clock.now();
    this.#forgetAll();
    this.#change('closed');
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

function verdictOnError(error: unknown, wasPatient: boolean): Verdict {
  if (!(error instanceof GatewayError)) return undefined;
  const { code, details } = error;
  if (code === 'upstream-timeout') return wasPatient || details.broke !== undefined ? 'unwell' : undefined;
  return details.broke === undefined ? undefined : 'broken';
}
