import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError } from '../../errors/gateway-error.js';
import { pageQuery, upstreamPageSize } from '../../map/run/v2-paging.js';
import type { Cancellation } from '../../upstream/cancellation.js';
import { untilCancelled } from '../../upstream/until-cancelled.js';
import { readPage } from './collect.js';
import type { KeyedList } from './collect-by-key.js';

export interface Sweep {
  readonly list: KeyedList;
  /** Makes one v2 call for the item. */
  readonly write: (item: unknown) => Promise<unknown>;
  readonly signal: Cancellation;
}

/** Parallel writes: v2 grants about 10 to 50 calls a second, to all clients together. */
const sideBySide = 4;
/** Default of `Retry-After`, in seconds. */
const usualWaitS = 1;
/** Pause while the index still lists items that are done. */
const lagMs = 1_000;

interface SweepProgress {
  sent: number;
  /** Keys of the items whose write v2 accepted. They are counted, and an index may list them for a while. */
  readonly done: Set<string>;
  /** Keys of the items whose write v2 will never accept. `firstRefusal` is the first of these refusals. */
  readonly refused: Set<string>;
  firstRefusal?: GatewayError;
}

/** What one walk from the beginning of the list to its end came across. */
interface WalkCount {
  /** Items written or refused by this walk. */
  fresh: number;
  /** Items written before and still listed. */
  lagging: number;
}

/**
 * Walks a list along its key and makes one write for each item, a few at a time, as fast as v2 allows. It ends when a
 * walk meets only items that v2 refuses: a tenant may list in another order than asked for, and its index may lag. It
 * stops early at the first write that fails, at the deadline, or when the process is about to end. An item that v2
 * refuses is skipped, because it would stop every repetition at the same place.
 *
 * @returns how many writes were made
 * @throws GatewayError `sweep-interrupted` once a write was sent, which says how far it got, or `half-done` where
 *   repeating does not help; before the first write, what `Upstream.send` throws
 */
export async function sweep(job: Sweep): Promise<number> {
  const { signal } = job;
  const progress: SweepProgress = { sent: 0, done: new Set(), refused: new Set() };
  try {
    for (;;) {
      const { fresh, lagging } = await walk(job, progress);
      if (fresh === 0 && lagging === 0) break;
      if (fresh === 0) await pause(lagMs, signal);
    }
  } catch (error) {
    throw progress.sent === 0 && !signal.ending ? error : interrupted(error, progress.done.size, signal);
  }
  if (progress.firstRefusal !== undefined) throw passedOver(progress, progress.firstRefusal);
  return progress.done.size;
}

/** Walks to the end of the list, or until it does not continue: the next walk sees the rest. */
async function walk({ list, write, signal }: Sweep, progress: SweepProgress): Promise<WalkCount> {
  const seen: WalkCount = { fresh: 0, lagging: 0 };
  let after: string | undefined;
  for (;;) {
    if (signal.ending) throw new GatewayError('sweep-interrupted');
    const { items } = readPage(await list.ask({ after }, pageQuery(0, upstreamPageSize)));
    const known = items.map((item) => ({ item, key: list.keyOf(item) }));
    const fresh = known.filter(({ key }) => !progress.done.has(key) && !progress.refused.has(key));
    seen.fresh += fresh.length;
    seen.lagging += known.filter(({ key }) => progress.done.has(key)).length;
    await writeAll(fresh, { write, signal, progress });
    const last = known.at(-1)?.key;
    if (last === undefined || (after !== undefined && last <= after)) return seen;
    after = last;
  }
}

/** Each worker takes the next item until there is none; the first failure stops all of them. */
async function writeAll(
  items: readonly { readonly item: unknown; readonly key: string }[],
  { write, signal, progress }: Pick<Sweep, 'write' | 'signal'> & { progress: SweepProgress },
): Promise<void> {
  const left = items.values();
  let failure: { readonly error: unknown } | undefined;
  const work = async (): Promise<void> => {
    for (const { item, key } of left) {
      try {
        if (signal.ending) throw new GatewayError('sweep-interrupted');
        progress.sent += 1;
        await write(item);
        progress.done.add(key);
      } catch (error) {
        if (isOfThisItem(error)) noteRefusal(key, error, progress);
        else failure ??= { error };
      }
      if (failure !== undefined) return;
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  if (failure !== undefined) throw failure.error;
}

function noteRefusal(key: string, error: GatewayError, progress: SweepProgress): void {
  progress.refused.add(key);
  progress.firstRefusal ??= error;
}

/** A refusal that concerns this item only: neither the caller's rights nor v2's health is the reason. */
function isOfThisItem(error: unknown): error is GatewayError {
  if (!(error instanceof GatewayError)) return false;
  const { upstreamStatus: status = 0 } = error.details;
  return error.code === 'request-malformed' || (isRefusal(status) && status !== 401 && status !== 403);
}

/** Repeating does not help. 408 and 429 refuse for the moment only. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function passedOver({ done, refused }: SweepProgress, { details }: GatewayError): GatewayError {
  const because = details.message === undefined ? '' : ` (${details.message})`;
  const message = `${done.size} are done; ${refused.size} are not, and will not be, for the tenant refuses them${because}.`;
  return new GatewayError('half-done', { ...details, message });
}

function pause(waitMs: number, signal: Cancellation): Promise<void> {
  return untilCancelled(delay(waitMs, undefined, { ref: false }), signal);
}

function interrupted(error: unknown, done: number, signal: Cancellation): unknown {
  // The client has disconnected, so that the error is only logged.
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
