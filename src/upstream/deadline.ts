import type { Cancellation } from './cancellation.js';

/**
 * Cancels with `upstream-timeout` after `ms` milliseconds, unless the answer stops it first. The timer does not
 * keep the process alive.
 */
export function startDeadline(cancellation: Cancellation, ms: number): () => void {
  const timer = setTimeout(() => {
    cancellation.cancel('upstream-timeout');
  }, ms).unref();
  return () => {
    clearTimeout(timer);
  };
}
