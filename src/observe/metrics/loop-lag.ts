export interface LoopLag {
  /** How late the event loop was in the last window, at worst, in milliseconds. */
  readonly latestMs: number;
  stop(): void;
}

/** Often enough to see what clients feel, rarely enough to cost nothing. */
const tickMs = 25;

/**
 * Watches how late the event loop is, window by window. A window that a blocked loop prolongs counts as one. Node's
 * own `monitorEventLoopDelay` misses the first delay after each reset.
 *
 * @param told gets the lag of each window as it ends
 */
export function watchLoopLag(windowMs: number, told: (lagMs: number) => void): LoopLag {
  let latestMs = 0;
  let worstMs = 0;
  let ticked = performance.now();
  let began = ticked;
  const timer = setInterval(() => {
    const now = performance.now();
    worstMs = Math.max(worstMs, now - ticked - tickMs);
    ticked = now;
    if (now - began < windowMs) return;
    latestMs = worstMs;
    worstMs = 0;
    began = now;
    told(latestMs);
  }, tickMs).unref();
  return {
    get latestMs() {
      return latestMs;
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}
