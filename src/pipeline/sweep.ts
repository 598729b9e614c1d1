import { GatewayError } from '../errors/gateway-error.js';
import type { Cancellation } from '../upstream/cancellation.js';
import { pageQuery, readPage, upstreamPageSize } from './collect.js';
import type { KeyedList } from './collect-by-key.js';

export interface Sweep {
  readonly list: KeyedList;
  /** Makes one v2 call for the item. */
  readonly write: (item: unknown) => Promise<unknown>;
  readonly signal: Cancellation;
}

/** Writes on their way at a time: v2 grants some 10 to 50 calls a second, to all who ask together. */
const sideBySide = 4;
/** Where nobody says how long to wait, in seconds. */
const usualWaitS = 1;

interface Progress {
  sent: number;
  done: number;
  /** Items whose write v2 will never take, and what it said of the first. */
  refused: number;
  firstRefusal?: GatewayError;
}

/**
 * Walks a list along its key and makes one write for each item, few at a time, as fast as v2 lets it. It ends with the
 * list, in front of the first item whose write fails, at the deadline, or when the process is to end; an item that v2
 * refuses is passed over, for it would stop every repetition at the same place. An index that still lists what has
 * gone costs a write that changes nothing, and no second walk.
 *
 * @returns how many writes were made
 * @throws GatewayError once a write was sent `sweep-interrupted`, which says how far it got, or `half-done` where
 *   repeating does not help; before that, what `Upstream.send` throws
 */
export async function sweep({ list, write, signal }: Sweep): Promise<number> {
  const progress: Progress = { sent: 0, done: 0, refused: 0 };
  try {
    let after: string | undefined;
    for (;;) {
      const { items } = readPage(await list.ask({ after }, pageQuery(0, upstreamPageSize)));
      if (items.length === 0) break;
      await writeAll(items, { write, signal, progress });
      const last = list.keyOf(items.at(-1));
      if (last === after)
        throw new GatewayError('upstream-unreadable', { message: 'A list of the tenant does not go on.' });
      after = last;
    }
  } catch (error) {
    throw progress.sent === 0 && !signal.ending ? error : interrupted(error, progress.done, signal);
  }
  if (progress.firstRefusal !== undefined) throw passedOver(progress, progress.firstRefusal);
  return progress.done;
}

/** Each worker takes the next item until there is none; the first failure stops all of them. */
async function writeAll(
  items: readonly unknown[],
  { write, signal, progress }: Pick<Sweep, 'write' | 'signal'> & { progress: Progress },
): Promise<void> {
  const left = items.values();
  let failed = false;
  const work = async (): Promise<void> => {
    for (const item of left) {
      try {
        if (signal.ending) throw new GatewayError('sweep-interrupted');
        progress.sent += 1;
        await write(item);
        progress.done += 1;
      } catch (error) {
        failed ||= !isOfThisItem(error);
        if (failed) throw error;
        progress.refused += 1;
        progress.firstRefusal ??= error as GatewayError;
      }
      if (failed) return;
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: sideBySide }, work));
  const failure = outcomes.find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
}

/** No other write is refused for that: neither the caller's rights nor v2's health is at fault. */
function isOfThisItem(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false;
  const { upstreamStatus: status = 0 } = error.details;
  return error.code === 'request-malformed' || (isRefusal(status) && status !== 401 && status !== 403);
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429;
}

function passedOver({ done, refused }: Progress, { details }: GatewayError): GatewayError {
  const because = details.message === undefined ? '' : ` (${details.message})`;
  const message = `${done} are done; ${refused} are not, and will not be, for the tenant refuses them${because}.`;
  return new GatewayError('half-done', { ...details, message });
}

function interrupted(error: unknown, done: number, signal: Cancellation): unknown {
  // A client that is gone is told nothing.
  if (error instanceof GatewayError && error.code === 'client-closed-request') return error;
  const known = error instanceof GatewayError ? error.details : {};
  if (isRefusal(known.upstreamStatus ?? 0)) {
    const message = `At least ${done} are done, and then ${reasonOf(error, signal)}: ${known.message ?? ''}`;
    return new GatewayError('half-done', { ...known, message }, { cause: error });
  }
  const retryAfterS = known.retryAfterS ?? usualWaitS;
  const message = `Interrupted, because ${reasonOf(error, signal)}. At least ${done} of them are done: repeat the request, until it is answered with 200, to go on with the rest.`;
  return new GatewayError('sweep-interrupted', { ...known, message, retryAfterS }, { cause: error });
}

function reasonOf(error: unknown, { ending, reason }: Cancellation): string {
  if (reason === 'upstream-timeout') return 'one request must not take longer';
  if (ending) return 'this process is about to end';
  if (!(error instanceof GatewayError)) return 'something went wrong';
  if (error.code === 'upstream-limited' || error.details.upstreamStatus === 429)
    return 'the tenant takes no more calls for now';
  if (error.code !== 'upstream-refused') return 'the tenant did not answer';
  return `the tenant answered with ${error.details.upstreamStatus ?? 'an error'}`;
}
