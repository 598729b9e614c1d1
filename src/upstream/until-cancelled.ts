import { GatewayError } from '../errors/gateway-error.js';
import type { Cancellation } from './cancellation.js';

/**
 * Waits for work that several requests share: a cancelled request stops waiting at once, the work itself goes on.
 *
 * @param work a value that is there already is returned without a promise
 * @throws GatewayError the cancellation's reason, or whatever the work throws
 */
export function untilCancelled<T>(work: Promise<T>, signal: Cancellation): Promise<T>;
export function untilCancelled<T>(work: T | Promise<T>, signal: Cancellation): T | Promise<T>;
export function untilCancelled<T>(work: T | Promise<T>, signal: Cancellation): T | Promise<T> {
  if (!isPromise(work)) return work;
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      reject(cancelledError(signal));
    };
    if (signal.aborted) leave();
    else signal.on('abort', leave);
    work.then(
      (value) => {
        signal.off('abort', leave);
        resolve(value);
      },
      (error: unknown) => {
        signal.off('abort', leave);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as the work has it
        reject(error);
      },
    );
  });
}

/** Not by `instanceof`: the promise may be of another realm. */
export function isPromise<T>(work: T | Promise<T>): work is Promise<T> {
  return typeof work === 'object' && work !== null && 'then' in work;
}

/** The error of a request that was cancelled. */
export function cancelledError(signal: Cancellation): GatewayError {
  return new GatewayError(signal.reason ?? 'client-closed-request');
}

/** The same, where nothing of the call has been sent: it has certainly changed nothing. */
export function unsentError(signal: Cancellation): GatewayError {
  return new GatewayError(cancelledError(signal).code, { unsent: true });
}
