import type { Cancellation } from '../cancellation.js';
import type { Clock } from '../clock.js';
import { cancelledError } from '../until-cancelled.js';

/** @throws GatewayError the cancellation's reason, as soon as the request is cancelled */
export function pause(ms: number, signal: Cancellation, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelledError(signal));
      return;
    }
    const leave = (): void => {
      stop();
      reject(cancelledError(signal));
    };
    const stop = clock.after(ms, () => {
      signal.off('abort', leave);
      resolve();
    });
    signal.once('abort', leave);
  });
}
