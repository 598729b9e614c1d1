/** Time that nobody sets: a jump of the system's clock neither prolongs a pause nor ends one. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Calls back once, after so many milliseconds; the function it answers takes that back. */
  after(ms: number, work: () => void): () => void;
}

export const steadyClock: Clock = {
  now: () => performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
