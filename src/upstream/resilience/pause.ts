import type { Cancellation } from '../cancellation.js';
import type { Clock } from '../clock.js';
import { unsentError } from '../until-cancelled.js';

/** @throws GatewayError the cancellation's reason, as soon as the request is cancelled */
export function pause(ms: number, signal: Cancellation, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(unsentError(signal));
      return;
    }
    const leave = (): void => {
      stop();
      reject(unsentError(signal));
    };
    const stop = clock.after(ms, () => {
      signal.off('abort', leave);
      resolve();
    });
    signal.once('abort', leave);
  });
}
