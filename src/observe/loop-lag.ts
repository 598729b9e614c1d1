import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface LoopLag {
  /** How late the event loop was in the last window: its 99th percentile, in milliseconds. */
  readonly latestMs: number;
  stop(): void;
}

/** Often enough to see what clients feel, seldom enough to cost nothing. */
const resolutionMs = 10;

/**
 * Watches how late the event loop is, window by window. A window that takes longer than it should, because the loop
 * stands still, counts as one.
 *
 * @param told gets the lag of each window as it ends
 */
export function watchLoopLag(windowMs: number, told: (lagMs: number) => void): LoopLag {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  let latestMs = 0;
  let began = performance.now();
  const timer = setInterval(() => {
    const ended = performance.now();
    // Node counts the whole time between two looks, and what is going on only once it is over: hence the window's own.
    const lagMs = delays.percentile(99) / 1e6 - resolutionMs;
    latestMs = Math.max(0, lagMs, ended - began - windowMs);
    began = ended;
    delays.reset();
    told(latestMs);
  }, windowMs).unref();
  return {
    get latestMs() {
      return latestMs;
    },
    stop: () => {
      clearInterval(timer);
      delays.disable();
    },
  };
}
