import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Claim, SharedState } from '../state/shared-state.js';
import type { Cancellation } from '../upstream/cancellation.js';
import { untilCancelled } from '../upstream/until-cancelled.js';

/**
 * Does the work when it is its turn: nobody else works on this record meanwhile, here or on another replica.
 *
 * @param record its name, or undefined for work that has to wait for nobody
 * @throws GatewayError the cancellation's reason when that comes first, and whatever the work throws
 */
export type InTurn = <T>(
  record: string | undefined,
  signal: Cancellation,
  work: () => Promise<T>,
) => Promise<T>;

export interface TurnOptions {
  readonly state: Pick<SharedState, 'claim'>;
  /** Longer than any request may take: a claim must not run out under the one who holds it. */
  readonly lifeMs: number;
  /** How long v2 is given to be done with what was cut off, by a deadline or a client that hung up; default 1,000. */
  readonly settleMs?: number;
}

/** Between two looks at a record that another replica holds. */
const shortestPauseMs = 5;
const longestPauseMs = 25;

/**
 * In this process whoever comes first is first; only the first in line asks for the record among the replicas. Those
 * come by chance, and whoever is cancelled leaves the line at once.
 */
export function createInTurn({ state, lifeMs, settleMs = 1_000 }: TurnOptions): InTurn {
  /** By record, when the last in line will have left. */
  const lines = new Map<string, Promise<unknown>>();

  return async (record, signal, work) => {
    if (record === undefined) return work();
    const key = keyOf(record);
    const before = lines.get(key) ?? Promise.resolve();
    let leave = (): void => undefined;
    const left = new Promise<void>((resolve) => (leave = resolve));
    // One who leaves early does not let those behind pass the ones before.
    const last = before.then(() => left);
    lines.set(key, last);
    void last.then(() => {
      if (lines.get(key) === last) lines.delete(key);
    });
    let claim: Claim | undefined;
    try {
      await untilCancelled(before, signal);
      claim = await claimed(() => state.claim(key, lifeMs), signal);
      return await work();
    } finally {
      // The reply waits for none of this; the next in line does.
      void settled(claim, signal, settleMs).then(leave);
    }
  };
}

/** A write that was cut off may still land: whoever read before that would undo it. */
async function settled(claim: Claim | undefined, signal: Cancellation, settleMs: number): Promise<void> {
  if (claim === undefined) return;
  if (signal.aborted) await delay(settleMs, undefined, { ref: false });
  await claim.release();
}

async function claimed(ask: () => Promise<Claim | undefined>, signal: Cancellation): Promise<Claim> {
  for (;;) {
    const asked = ask();
    const claim = await untilCancelled(asked, signal).catch((error: unknown) => {
      void asked.then((late) => late?.release());
      throw error;
    });
    if (claim !== undefined) return claim;
    const pauseMs = shortestPauseMs + Math.random() * (longestPauseMs - shortestPauseMs);
    await untilCancelled(delay(pauseMs), signal);
  }
}

/** Short, whatever a client makes up; and no user's id stands in a store where it need not. */
function keyOf(record: string): string {
  return `turn:${createHash('sha256').update(record).digest('base64url')}`;
}
