import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Claim, SharedState } from '../../state/shared-state.js';
import type { Cancellation } from '../../upstream/cancellation.js';
import { untilCancelled } from '../../upstream/until-cancelled.js';
import { isOutcomeUnknown } from '../refusals/is-outcome-unknown.js';
import { LockQueue } from './lock-queue.js';

export interface LockedRecord {
  /** The name of the record to lock; undefined for work that needs no lock. */
  readonly record: string | undefined;
  /** Whether holdover itself has verified the caller. Anybody can make up a token that only v2 will refuse. */
  readonly isKnown: boolean;
}

/**
 * Does the work while it holds the record's lock: nobody else works on this record meanwhile, here or on another
 * replica.
 *
 * @param work gets a function to call before each write
 * @throws GatewayError `record-busy` when the deadline comes first, `client-closed-request`, and whatever the work
 *   throws
 */
export type WithRecordLock = <T>(locked: LockedRecord, signal: Cancellation, work: Work<T>) => Promise<T>;

type Work<T> = (onWrite: () => void) => Promise<T>;

export interface RecordLockOptions {
  /** Where a record is claimed among the replicas; undefined if there is only this process. */
  readonly state: Pick<SharedState, 'claim'> | undefined;
  /** Life of a claim. Longer than any request may take, because a claim must not expire while it is held. */
  readonly lifeMs: number;
  /** How long the lock is kept after a write whose outcome is unknown, so that v2 can finish it; default 1,000. */
  readonly settleMs?: number;
}

/** Pause between two attempts to claim a record that another replica holds. */
const shortestPauseMs = 5;
const longestPauseMs = 25;
const busyRetryS = 1;
/** Longer than the pauses above, so that a queue of strangers here lets in callers that another replica knows. */
const strangersPauseMs = 2 * longestPauseMs;

/**
 * In this process the lock is first come, first served, with strangers last. Only the first in the queue claims the
 * record among the replicas, whose order is random. A cancelled caller leaves the queue at once.
 */
export function createRecordLock({ state, lifeMs, settleMs = 1_000 }: RecordLockOptions): WithRecordLock {
  const queues = new Map<string, LockQueue>();

  const whenFirst = async <T>(
    { record, isKnown }: LockedRecord & { readonly record: string },
    signal: Cancellation,
    work: Work<T>,
  ): Promise<T> => {
    const queue = queues.get(record) ?? new LockQueue(() => queues.delete(record));
    queues.set(record, queue);
    const turn = queue.enter(isKnown, signal);
    if (turn !== undefined) await untilTurn(turn);
    let claim: Claim | undefined;
    const seen = { write: false, isOpen: false };
    try {
      if (state !== undefined) {
        if (turn !== undefined && !isKnown) await untilTurn(untilCancelled(delay(strangersPauseMs), signal));
        claim = await untilTurn(claimed(() => state.claim(keyOf(record), lifeMs), signal));
      }
      return await work(() => (seen.write = true));
    } catch (error) {
      seen.isOpen = seen.write && (signal.aborted || mayStillLand(error));
      throw error;
    } finally {
      const waitMs = seen.isOpen ? settleMs : 0;
      // The reply does not wait for the release; the next in the queue does.
      if (claim === undefined && waitMs === 0) queue.leave();
      else
        void settled(claim, waitMs).then(() => {
          queue.leave();
        });
    }
  };
  return ({ record, isKnown }, signal, work) =>
    record === undefined ? work(() => undefined) : whenFirst({ record, isKnown }, signal, work);
}

/** A deadline that passes while waiting is not the tenant's fault: the tenant has not been asked. */
async function untilTurn<T>(turn: Promise<T>): Promise<T> {
  try {
    return await turn;
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'upstream-timeout') throw error;
    throw new GatewayError('record-busy', { retryAfterS: busyRetryS }, { cause: error });
  }
}

/** A broken connection or a 504 counts too: the write may still reach v2. */
function mayStillLand(error: unknown): boolean {
  const isPart = error instanceof GatewayError && error.code === 'half-done';
  return isOutcomeUnknown(isPart ? error.cause : error);
}

/** A write that was cut off may still land. A caller that read the record before that would undo the write. */
async function settled(claim: Claim | undefined, settleMs: number): Promise<void> {
  if (settleMs > 0) await delay(settleMs, undefined, { ref: false });
  await claim?.release();
}

async function claimed(ask: () => Promise<Claim | undefined>, signal: Cancellation): Promise<Claim> {
  for (;;) {
    const asked = ask();
    const claim = await untilCancelled(asked, signal).catch((error: unknown) => {
      asked.then((late) => late?.release()).catch(() => undefined);
      throw error;
    });
    if (claim !== undefined) return claim;
    const pauseMs = shortestPauseMs + Math.random() * (longestPauseMs - shortestPauseMs);
    await untilCancelled(delay(pauseMs), signal);
  }
}

/** A hash is short whatever a client makes up, and keeps users' ids out of the store. */
function keyOf(record: string): string {
  return `turn:${hash('sha256', record, 'base64url')}`;
}
