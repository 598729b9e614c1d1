/** `unknown`: the check cannot decide, which is no fault. */
export type Verdict = 'well' | 'wrong' | 'unknown';

/** The result of one check. */
export interface Finding {
  /** Name of the check, e.g. `host`. */
  readonly check: string;
  readonly verdict: Verdict;
  /** The fault stops some requests only. */
  readonly partial?: true;
  /** The result in words, with the remedy if it is wrong. Holds no secret. */
  readonly sentence: string;
}
