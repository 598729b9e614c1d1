import { EventEmitter } from 'node:events';

export type CancellationReason = 'client-closed-request' | 'upstream-timeout';

/**
 * Tells everything that works for one inbound request to stop: the client hung up, or its deadline passed.
 *
 * undici takes an `EventEmitter` in place of an `AbortSignal`; one AbortController per request costs a third of
 * the throughput, an emitter costs nothing measurable.
 */
export class Cancellation extends EventEmitter {
  aborted = false;
  reason: CancellationReason | undefined;

  constructor() {
    super();
    // One listener per v2 call under way; a long list has more than Node's ten.
    this.setMaxListeners(0);
  }

  /** The first reason wins; later calls do nothing. */
  cancel(reason: CancellationReason): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.emit('abort');
  }
}
