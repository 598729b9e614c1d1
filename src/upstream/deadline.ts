import { Cancellation } from './cancellation.js';
import { steadyClock } from './clock.js';

/**
 * Cancels with `upstream-timeout` after `ms` milliseconds. The timer does not keep the process alive.
 *
 * @returns a function that stops the timer
 */
export function startDeadline(cancellation: Cancellation, ms: number): () => void {
  cancellation.endAt(steadyClock.now() + ms);
  const timer = setTimeout(() => {
    cancellation.cancel('upstream-timeout');
  }, ms).unref();
  return () => {
    clearTimeout(timer);
  };
}

/** Runs work that several requests share. It has no request's deadline, so it gets its own, in milliseconds. */
export async function withinDeadline<T>(
  ms: number,
  work: (cancellation: Cancellation) => Promise<T>,
): Promise<T> {
  const cancellation = new Cancellation();
  const stop = startDeadline(cancellation, ms);
  try {
    return await work(cancellation);
  } finally {
    stop();
    cancellation.end();
  }
}
