import { GatewayError } from '../errors/gateway-error.js';
import type { AnswerRoom } from './wire/answer-room.js';
import type { WireAnswer, WireRequest } from './wire/call.js';
import type { Cancellation } from './cancellation.js';
import { tap, type Interceptor, type Send } from './send.js';
import { untilCancelled } from './until-cancelled.js';
import type { UpstreamWatch } from './watch.js';

export interface CoalescedReadsOptions {
  /**
   * Whether other processes (replicas, workers) write to the tenant for the same callers, unseen by this one. A read
   * under way may then be older than a write that its caller knows of: only a call not yet sent may be joined.
   */
  readonly replicas: boolean;
  /** The bytes of an answer are counted for every request that gets it. */
  readonly room: AnswerRoom | undefined;
  readonly watch: Pick<UpstreamWatch, 'coalesced'>;
}

interface OpenRead {
  readonly request: WireRequest;
  readonly signal: Cancellation;
  readonly answer: Promise<WireAnswer>;
}

/**
 * The entry of a finished read is emptied. A V8 map that grows leaves old tables, each with its entries and a link to
 * the next; one that is some milliseconds old stays until a full garbage collection, with all requests since.
 */
interface Entry {
  read: OpenRead | undefined;
}

/**
 * Makes one call of equal reads that one caller asks for at the same time. A read that begins after a write has ended
 * never joins a read from before, whoever wrote: no caller sees the state before its own write.
 */
export class CoalescedReads {
  /** By path and query. Where two callers ask the same at the same time, the second makes a call of its own. */
  readonly #open = new Map<string, Entry>();
  /** Requests already sent, which may no longer be joined because there are replicas. */
  readonly #sent = new WeakSet<WireRequest>();

  constructor(private readonly options: CoalescedReadsOptions) {}

  /** The outermost interceptor: a request that joins a call shares its outcome. */
  readonly coalescing: Interceptor = (next) => {
    const join: Send = (request, signal) => {
      if (request.method !== 'GET') return this.#write(next(request, signal));
      if (request.fresh === true) return next(request, signal);
      const open = this.#open.get(request.path)?.read;
      if (open === undefined) return this.#lead(next, request, signal);
      return isSame(open.request, request) ? this.#follow(open, signal, join) : next(request, signal);
    };
    return join;
  };

  /** Stands where a call is sent. */
  readonly sending: Interceptor = (next) => (request, signal) => {
    if (this.options.replicas) {
      this.#sent.add(request);
      this.#end(request);
    }
    return next(request, signal);
  };

  /** Something was written: reads under way may have missed it. */
  close(): void {
    this.#open.clear();
  }

  #write(answer: Promise<WireAnswer>): Promise<WireAnswer> {
    const close = (): void => {
      this.close();
    };
    return tap(answer, close, close);
  }

  #lead(next: Send, request: WireRequest, signal: Cancellation): Promise<WireAnswer> {
    const answer = next(request, signal);
    const entry: Entry = { read: { request, signal, answer } };
    if (!this.#sent.has(request)) this.#open.set(request.path, entry);
    const end = (): void => {
      this.#end(request);
      entry.read = undefined;
    };
    return tap(answer, end, end);
  }

  #end(request: WireRequest): void {
    if (this.#open.get(request.path)?.read?.request === request) this.#open.delete(request.path);
  }

  /**
   * Only the leader can cancel a call, and a call may get no turn in the time that the leader has left. Its followers
   * then ask again, and one of them leads.
   */
  async #follow(
    { request, signal: leader, answer }: OpenRead,
    signal: Cancellation,
    join: Send,
  ): Promise<WireAnswer> {
    this.options.watch.coalesced();
    try {
      const shared = await untilCancelled(answer, signal);
      await this.#takeRoom(shared, signal);
      return shared;
    } catch (error) {
      if (signal.aborted || !(leader.aborted || lackedTime(error, leader, signal))) throw error;
      return join(request, signal);
    }
  }

  async #takeRoom({ body }: WireAnswer, signal: Cancellation): Promise<void> {
    const { room } = this.options;
    if (room === undefined || room.read(signal, body.length)) return;
    let stop = (): void => undefined;
    const roomy = new Promise<void>((resolve) => {
      stop = room.whenRoom(signal, resolve);
    });
    await untilCancelled(roomy, signal).finally(stop);
  }
}

/** A follower asks again only with at least so much more time than the leader: otherwise all followers would. */
const moreMs = 1_000;

/** Whether a call was refused a turn that a follower with more time may get. */
function lackedTime(error: unknown, leader: Cancellation, signal: Cancellation): boolean {
  if (!(error instanceof GatewayError)) return false;
  const isRefused = error.code === 'upstream-limited' || error.code === 'upstream-busy';
  return isRefused && signal.endsLaterThan(leader, moreMs);
}

function isSame(one: WireRequest, other: WireRequest): boolean {
  return one.callerKey === other.callerKey && one.headers['authorization'] === other.headers['authorization'];
}
