import { GatewayError } from '../errors/gateway-error.js';
import type { AnswerRoom } from './wire/answer-room.js';
import type { WireAnswer, WireRequest } from './wire/call.js';
import type { Cancellation } from './cancellation.js';
import { tap, type Interceptor, type Send } from './send.js';
import { untilCancelled } from './until-cancelled.js';
import type { UpstreamWatch } from './watch.js';

export interface CoalescedReadsOptions {
  /**
   * Whether others write to the tenant for the same callers, unseen: replicas, other workers. What is under way may then
   * be older than a write that its caller knows of, and only a call that has not been sent may be joined.
   */
  readonly replicas: boolean;
  /** What comes back is counted for everybody who gets it. */
  readonly room: AnswerRoom | undefined;
  readonly watch: Pick<UpstreamWatch, 'coalesced'>;
}

interface OpenRead {
  readonly request: WireRequest;
  readonly signal: Cancellation;
  readonly answer: Promise<WireAnswer>;
}

/**
 * V8's maps grow by taking a new table, and each old one holds the next and what was in it. An old one that has lived
 * for some milliseconds stays until all memory is collected, with every request since: an entry that is over is emptied.
 */
interface Entry {
  read: OpenRead | undefined;
}

/**
 * Makes one call of equal reads of one caller that are asked at the same time. A read that begins when a write is over
 * never joins one from before, whoever has written what: so nobody is told what was before his own write.
 */
export class CoalescedReads {
  /** By path and query; of two callers who ask the same at the same time, the second asks for himself. */
  readonly #open = new Map<string, Entry>();
  /** Those that nobody may join any more, for there are replicas. */
  readonly #sent = new WeakSet<WireRequest>();

  constructor(private readonly options: CoalescedReadsOptions) {}

  /** The outermost of all: who joins a call shares whatever becomes of it. */
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

  /** Where a call is sent. */
  readonly sending: Interceptor = (next) => (request, signal) => {
    if (this.options.replicas) {
      this.#sent.add(request);
      this.#end(request);
    }
    return next(request, signal);
  };

  /** Something was written: what is under way may have missed it. */
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
   * Only who leads can end a call, and a call may get no turn in the time that he has left; then those who had joined ask
   * again, and one of them leads.
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

/** Only who has at least a second more than the leader asks again: else all who followed would. */
const moreMs = 1_000;

/** Whether a call was refused its turn that one of somebody with more time may get. */
function lackedTime(error: unknown, leader: Cancellation, signal: Cancellation): boolean {
  if (!(error instanceof GatewayError)) return false;
  const isRefused = error.code === 'upstream-limited' || error.code === 'upstream-busy';
  return isRefused && signal.endsLaterThan(leader, moreMs);
}

function isSame(one: WireRequest, other: WireRequest): boolean {
  return one.callerKey === other.callerKey && one.headers['authorization'] === other.headers['authorization'];
}
