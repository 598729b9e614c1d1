import { GatewayError } from '../../errors/gateway-error.js';
import { isUnsent } from '../../errors/is-unsent.js';
import type { Allowance } from './allowance.js';
import { bucketOf } from './bucket-of.js';
import type { WireAnswer, WireRequest } from '../wire/call.js';
import type { Cancellation } from '../cancellation.js';
import type { Clock } from '../clock.js';
import { FairQueue } from './fair-queue.js';
import { isRateLimited } from './is-rate-limited.js';
import { parseRetryAfter } from '../wire/retry-after.js';
import { leastMs } from './retry.js';
import { tap, type Interceptor, type Send } from '../send.js';
import { unsentError } from '../until-cancelled.js';
import type { UpstreamWatch } from '../watch.js';

export interface PacerOptions {
  readonly clock: Clock;
  /** Most calls under way at a time. */
  readonly maxConcurrent: number;
  /** Most calls that wait at a time for a tenant that is slow or that limits them. */
  readonly maxQueued: number;
  /** Milliseconds since the epoch, for a Retry-After that is a date. */
  readonly epochNow: () => number;
  /** @param onMore the allowance calls it when more may be taken than its last answer to `take` said */
  readonly allowanceOf: (bucket: string, onMore: () => void) => Allowance;
  readonly watch: Pick<UpstreamWatch, 'waiting' | 'waited'>;
}

/** The waiting calls that share one bucket, and the allowance of that bucket. */
interface Lane {
  readonly allowance: Allowance;
  readonly queue: FairQueue<Waiting>;
}

interface Waiting {
  readonly signal: Cancellation;
  readonly go: () => void;
  readonly leave: () => void;
}

interface QueuedCall {
  readonly lane: Lane;
  readonly callerKey: string;
  readonly signal: Cancellation;
  /** How often the tenant refused the call with 429; such a call goes back to the front of the queue. */
  refused: number;
  /** When the call was last let pass. */
  takenAt: number;
}

/** A call that the tenant refuses with 429 was not executed; it is sent again when allowed, at most so often. */
const mostRefused = 3;
/** Share of the places for requests that have sent no call yet: requests already begun are finished first. */
const shareForNew = 0.8;
/**
 * A tenant that has answered anything within so many milliseconds, or had no call under way, works the queue off: it
 * may then be `crowd` times as long.
 */
const aliveMs = 2_000;
const crowd = 20;
/** One asker may hold so many places for each free place. */
const mostPerFreePlace = 3;
const busyRetryS = 1;

/**
 * Lets calls to the tenant pass in turns: as many at a time as there are connections, and as fast as the tenant's
 * rate limit allows. All callers take turns. A call that finds no place, or cannot have a turn before its deadline,
 * is refused at once.
 */
export class Pacer {
  readonly #lanes = new Map<string, Lane>();
  #underWay = 0;
  #waiting = 0;
  #aliveAt = -Infinity;
  #stopAlarm: (() => void) | undefined;

  constructor(private readonly options: PacerOptions) {}

  readonly pacing: Interceptor = (next) => async (request, signal) => {
    const call: QueuedCall = {
      lane: this.#laneOf(request),
      callerKey: request.callerKey ?? '',
      signal,
      refused: 0,
      takenAt: 0,
    };
    for (;;) {
      if (!this.#goAtOnce(call)) await this.#wait(call);
      const answer = await this.#pass(call, next(request, signal));
      if (!isRateLimited(answer)) return answer;
      call.refused += 1;
      if (call.refused > mostRefused || this.#isTooEarly(answer, call)) return answer;
    }
  };

  /** Around the calls that need not wait: their answers also show that the tenant is alive. */
  readonly noticing: Interceptor = (next) => (request, signal) =>
    tap(
      next(request, signal),
      () => (this.#aliveAt = this.options.clock.now()),
      () => undefined,
    );

  #laneOf(request: WireRequest): Lane {
    const bucket = bucketOf(request);
    const lane = this.#lanes.get(bucket);
    if (lane !== undefined) return lane;
    const onMore = (): void => {
      this.#letPass();
    };
    const made: Lane = { allowance: this.options.allowanceOf(bucket, onMore), queue: new FairQueue() };
    this.#lanes.set(bucket, made);
    return made;
  }

  #goAtOnce(call: QueuedCall): boolean {
    const { signal, lane } = call;
    const { queue, allowance } = lane;
    const now = this.options.clock.now();
    if (this.#underWay === 0) this.#aliveAt = now;
    // The call itself rejects if it was cancelled.
    if (queue.size > 0 || this.#underWay >= this.options.maxConcurrent || !allowance.take(now, 1))
      return false;
    this.#underWay += 1;
    signal.begun = true;
    call.takenAt = now;
    return true;
  }

  #pass({ lane, takenAt }: QueuedCall, sent: ReturnType<Send>): Promise<WireAnswer> {
    return tap(
      sent,
      (answer) => {
        const now = this.options.clock.now();
        this.#aliveAt = now;
        this.#underWay -= 1;
        lane.allowance.settle(answer, takenAt, now);
        if (isRateLimited(answer)) this.#refuseLate(lane);
        if (this.#waiting > 0) this.#letPass();
      },
      (error) => {
        this.#underWay -= 1;
        if (isUnsent(error)) lane.allowance.giveBack();
        else lane.allowance.settle(undefined, takenAt, this.options.clock.now());
        if (this.#waiting > 0) this.#letPass();
      },
    );
  }

  /** Refuses waiting calls whose deadline falls before the next turn, as the tenant has just announced it. */
  #refuseLate({ allowance, queue }: Lane): void {
    const now = this.options.clock.now();
    const waitMs = allowance.waitMs(0, now) + leastMs;
    for (const { signal, leave } of queue.all()) if (waitMs > signal.msLeft(now)) leave();
  }

  /** Whether this call's Retry-After, or its bucket, rules out another attempt before the deadline. */
  #isTooEarly({ headers }: WireAnswer, call: QueuedCall): boolean {
    const { clock, epochNow } = this.options;
    const askedMs = (parseRetryAfter(headers, epochNow()) ?? 0) * 1_000;
    return askedMs + leastMs > call.signal.msLeft(clock.now()) || this.#comesTooLate(call, 0);
  }

  /** @throws GatewayError `upstream-busy`, `upstream-limited`, or the cancellation's reason */
  async #wait(call: QueuedCall): Promise<void> {
    const { lane, signal } = call;
    if (signal.aborted) throw unsentError(signal);
    this.#refuseInVain(call);
    const since = this.options.clock.now();
    await this.#enqueue(call);
    call.takenAt = this.options.clock.now();
    this.options.watch.waited(call.takenAt - since);
    signal.begun = true;
    if (signal.msLeft(call.takenAt) >= leastMs) return;
    const refusal = this.#refusal(lane);
    this.#underWay -= 1;
    lane.allowance.giveBack();
    this.#letPass();
    throw refusal;
  }

  #enqueue({ lane, callerKey, signal, refused }: QueuedCall): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal.off('abort', leave);
        lane.queue.remove(callerKey, waiting);
        this.#countWaiting(-1);
        reject(this.#leaving({ lane, signal }));
      };
      const go = (): void => {
        signal.off('abort', leave);
        resolve();
      };
      const waiting: Waiting = { signal, go, leave };
      if (refused > 0) lane.queue.pushFront(callerKey, waiting);
      else lane.queue.push(callerKey, waiting);
      this.#countWaiting(1);
      signal.once('abort', leave);
      this.#letPass();
    });
  }

  #refuseInVain(call: QueuedCall): void {
    const { lane, callerKey, signal, refused } = call;
    // A call that was refused with 429 was checked before, and keeps its place.
    if (refused > 0) return;
    const { queue } = lane;
    const maxQueued = this.#placesFor(lane);
    const free = (signal.begun ? maxQueued : Math.ceil(maxQueued * shareForNew)) - this.#waiting;
    if (free <= 0 || queue.sizeOf(callerKey) >= mostPerFreePlace * free) throw this.#refusal(lane);
    // With turns, at most one call of each asker goes before each of this asker's own calls.
    const ahead = Math.min(queue.size, (queue.sizeOf(callerKey) + 1) * (queue.askers + 1));
    if (this.#comesTooLate(call, ahead)) throw this.#refusal(lane);
  }

  #countWaiting(change: 1 | -1): void {
    this.#waiting += change;
    this.options.watch.waiting(this.#waiting);
  }

  #placesFor({ allowance, queue }: Lane): number {
    const now = this.options.clock.now();
    const isWorkedOff = now - this.#aliveAt < aliveMs && allowance.waitMs(queue.size, now) === 0;
    return this.options.maxQueued * (isWorkedOff ? crowd : 1);
  }

  #comesTooLate({ lane: { allowance }, signal }: QueuedCall, ahead: number): boolean {
    const now = this.options.clock.now();
    return allowance.waitMs(ahead, now) + leastMs > signal.msLeft(now);
  }

  /** A deadline that passes while a call waits is not a timeout of the tenant: the tenant was not asked. */
  #leaving({ lane, signal }: Pick<QueuedCall, 'lane' | 'signal'>): GatewayError {
    return signal.reason === 'client-closed-request' ? unsentError(signal) : this.#refusal(lane);
  }

  /** `upstream-limited` where the tenant's rate limit holds the queue up, `upstream-busy` where the tenant is slow. */
  #refusal({ allowance, queue }: Lane): GatewayError {
    const waitMs = allowance.waitMs(queue.size, this.options.clock.now());
    if (waitMs === 0 && !allowance.isSpent)
      return new GatewayError('upstream-busy', { retryAfterS: busyRetryS });
    return new GatewayError('upstream-limited', { retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)) });
  }

  /** Lets waiting calls pass as far as allowed, one of each lane in turn. */
  #letPass(): void {
    const { maxConcurrent, clock } = this.options;
    // One reading of the clock for all of it: no call may be too early to go and then too late to be woken.
    const now = clock.now();
    let isMoving = true;
    while (isMoving && this.#waiting > 0) {
      isMoving = false;
      for (const { queue, allowance } of this.#lanes.values()) {
        const waiting = Math.min(queue.size, maxConcurrent - this.#underWay);
        if (waiting <= 0 || !allowance.take(now, waiting)) continue;
        isMoving = true;
        this.#underWay += 1;
        this.#countWaiting(-1);
        queue.shift()?.go();
      }
    }
    this.#setAlarm(now);
  }

  /** A call that ends lets others pass; a bucket that fills up notifies nobody and needs an alarm. */
  #setAlarm(now: number): void {
    this.#stopAlarm?.();
    this.#stopAlarm = undefined;
    if (this.#waiting === 0 || this.#underWay >= this.options.maxConcurrent) return;
    const waits = [...this.#lanes.values()]
      .filter(({ queue }) => queue.size > 0)
      .map(({ allowance }) => allowance.waitMs(0, now))
      .filter((waitMs) => waitMs > 0);
    if (waits.length === 0) return;
    this.#stopAlarm = this.options.clock.after(Math.max(1, Math.min(...waits)), () => {
      this.#letPass();
    });
  }
}
