/** What comparing in the background may cost. */
export interface ShadowBudget {
  /** Takes room for one read; otherwise says what there is too much of. */
  take(): 'taken' | 'rate' | 'busy';
  /** The read that had room is done. */
  give(): void;
}

export interface ShadowLimits {
  /** Reads a second; as many may come at once after a quiet second. */
  readonly rate: number;
  /** Reads at once. */
  readonly concurrency: number;
}

/** @param now milliseconds of a steady clock */
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
