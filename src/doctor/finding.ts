/** `unknown`: it cannot be told from here, which is nobody's fault. */
export type Verdict = 'well' | 'wrong' | 'unknown';

/** What one check has found. */
export interface Finding {
  /** Name of the check, e.g. `host`. */
  readonly check: string;
  readonly verdict: Verdict;
  /** What is so; where it is wrong, also what to do. No secret is in it. */
  readonly sentence: string;
}
