import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Claim, SharedState } from '../../state/shared-state.js';
import type { Cancellation } from '../../upstream/cancellation.js';
import { untilCancelled } from '../../upstream/until-cancelled.js';
import { isOutcomeUnknown } from '../refusals/is-outcome-unknown.js';
import { LockQueue } from './lock-queue.js';

export interface LockedRecord {
  /** The name of what is worked on; undefined for work that has to wait for nobody. */
  readonly record: string | undefined;
  /** Whether holdover itself has made sure who asks. Anybody can make up a token that only v2 will refuse. */
  readonly isKnown: boolean;
}

/**
 * Does the work when it is its turn: nobody else works on this record meanwhile, here or on another replica.
 *
 * @param work is handed what it calls before each write
 * @throws GatewayError `record-busy` when the deadline comes first, `client-closed-request`, and whatever the work throws
 */
export type WithRecordLock = <T>(turn: LockedRecord, signal: Cancellation, work: Work<T>) => Promise<T>;

type Work<T> = (onWrite: () => void) => Promise<T>;

export interface RecordLockOptions {
  /** Where a record is claimed among the replicas; undefined where this process is all there is. */
  readonly state: Pick<SharedState, 'claim'> | undefined;
  /** Longer than any request may take: a claim must not run out under the one who holds it. */
  readonly lifeMs: number;
  /** How long v2 is given to be done with a write of which nobody knows what has become; default 1,000. */
  readonly settleMs?: number;
}

/** Between two looks at a record that another replica holds. */
const shortestPauseMs = 5;
const longestPauseMs = 25;
const busyRetryS = 1;
/** Longer than that, so that a line of strangers here lets those in whom another replica knows. */
const strangersPauseMs = 2 * longestPauseMs;

/**
 * In this process whoever comes first is first, strangers after all others; only the first in line asks for the record
 * among the replicas. Those come by chance, and whoever is cancelled leaves the line at once.
 */
export function createRecordLock({ state, lifeMs, settleMs = 1_000 }: RecordLockOptions): WithRecordLock {
  const lines = new Map<string, LockQueue>();

  const whenFirst = async <T>(
    { record, isKnown }: LockedRecord & { readonly record: string },
    signal: Cancellation,
    work: Work<T>,
  ): Promise<T> => {
    const line = lines.get(record) ?? new LockQueue();
    lines.set(record, line);
    const turn = line.enter(isKnown, signal);
    if (turn !== undefined) await untilTurn(turn);
    const leave = (): void => {
      line.leave();
      if (line.isFree) lines.delete(record);
    };
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
      // The reply waits for none of this; the next in line does.
      if (claim === undefined && waitMs === 0) leave();
      else void settled(claim, waitMs).then(leave);
    }
  };
  return ({ record, isKnown }, signal, work) =>
    record === undefined ? work(() => undefined) : whenFirst({ record, isKnown }, signal, work);
}

/** A deadline that passes meanwhile is no fault of the tenant's: it has not been asked. */
async function untilTurn<T>(turn: Promise<T>): Promise<T> {
  try {
    return await turn;
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'upstream-timeout') throw error;
    throw new GatewayError('record-busy', { retryAfterS: busyRetryS }, { cause: error });
  }
}

/** Also what stands between may have lost sight of a write: a broken connection, a 504. */
function mayStillLand(error: unknown): boolean {
  const isPart = error instanceof GatewayError && error.code === 'half-done';
  return isOutcomeUnknown(isPart ? error.cause : error);
}

/** A write that was cut off may still land: whoever read before that would undo it. */
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

/** Short, whatever a client makes up; and no user's id stands in a store where it need not. */
function keyOf(record: string): string {
  return `turn:${hash('sha256', record, 'base64url')}`;
}
