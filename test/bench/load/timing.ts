export interface Timing {
  readonly count: number;
  readonly perSecond: number;
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** @param latencies in microseconds, in any order */
export function timingOf(latencies: readonly number[], seconds: number): Timing {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
  return { count: sorted.length, perSecond: sorted.length / seconds, p50: at(0.5), p99: at(0.99) };
}
