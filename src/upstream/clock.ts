/** Steady clock: a change of the system time neither prolongs a pause nor ends one. */
export interface Clock {
  /** Milliseconds since an arbitrary moment. */
  now(): number;
  /** Calls back once, after `ms` milliseconds; the returned function cancels that. */
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
