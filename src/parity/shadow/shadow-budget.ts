/** Limits the cost of comparing in the background. */
export interface ShadowBudget {
  /** Takes room for one read; otherwise names the limit that is reached. */
  take(): 'taken' | 'rate' | 'busy';
  /** Returns the room of a read that is done. */
  give(): void;
}

export interface ShadowLimits {
  /** Reads per second, and the largest burst after an idle second. */
  readonly rate: number;
  /** Concurrent reads. */
  readonly concurrency: number;
}

/** @param now milliseconds of a monotonic clock */
export function createShadowBudget(
  { rate, concurrency }: ShadowLimits,
  now: () => number = () => performance.now(),
): ShadowBudget {
  let running = 0;
  let left = rate;
  let seen = now();
  return {
    take: () => {
      const at = now();
      left = Math.min(rate, left + ((at - seen) / 1_000) * rate);
      seen = at;
      if (running >= concurrency) return 'busy';
      if (left < 1) return 'rate';
      left -= 1;
      running += 1;
      return 'taken';
    },
    give: () => {
      running -= 1;
    },
  };
}
