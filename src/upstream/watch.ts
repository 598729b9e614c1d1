import { GatewayError, type ErrorCode } from '../errors/gateway-error.js';
import { tap, type Interceptor } from './send.js';

/** Calls of the Management API, of the token endpoint, and for the key set: each class may fail alone. */
export type CallClass = 'api' | 'token' | 'keys';

/** `closed`: calls are made; `open`: none is; `half-open`: one is, as a probe. */
export type BreakerState = 'closed' | 'open' | 'half-open';

export type UpstreamRefusal = 'upstream-down' | 'upstream-busy' | 'upstream-limited';

/** Hears what happens around the calls; its functions must not throw. */
export interface UpstreamWatch {
  retried(): void;
  /** A read has joined an equal one that was under way. */
  coalesced(): void;
  /** How many calls wait for their turn now. */
  waiting(count: number): void;
  /** How many milliseconds a call has waited for its turn. */
  waited(ms: number): void;
  /**
   * A call passes to a tenant that has little left. `together`: all replicas have counted it; `alone`: this one only,
   * because their store did not answer.
   */
  paced(counted: 'together' | 'alone'): void;
  /** A call was not made. */
  refused(code: UpstreamRefusal): void;
  breakerChanged(calls: CallClass, state: BreakerState): void;
}

export const nobodyWatches: UpstreamWatch = {
  retried: () => undefined,
  coalesced: () => undefined,
  waiting: () => undefined,
  waited: () => undefined,
  paced: () => undefined,
  refused: () => undefined,
  breakerChanged: () => undefined,
};

/** Reports the calls that were not made. */
export function tellingRefusals(watch: UpstreamWatch): Interceptor {
  return (next) => (request, signal) =>
    tap(
      next(request, signal),
      () => undefined,
      (error) => {
        if (error instanceof GatewayError && isRefusal(error.code)) watch.refused(error.code);
      },
    );
}

function isRefusal(code: ErrorCode): code is UpstreamRefusal {
  return code === 'upstream-down' || code === 'upstream-busy' || code === 'upstream-limited';
}
