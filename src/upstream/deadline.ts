import { Cancellation } from './cancellation.js';
import { steadyClock } from './clock.js';

/**
 * Cancels with `upstream-timeout` after `ms` milliseconds. The timer does not keep the process alive.
 *
 * @returns what takes that back
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

/** Work that several requests share has no request's deadline: it gets its own, in milliseconds. */
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
