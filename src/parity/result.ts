import type { ExplainedDifference } from './compare/explain-differences.js';
import type { RecordedBody, RecordedReply } from './recording.js';

/**
 * same: no difference. explained: each has a cause. different: one at least has none. left-out: not asked, by decision
 * or because nobody can. failed: it was to be asked, and there is no answer to compare.
 */
export const verdicts = ['same', 'explained', 'different', 'left-out', 'failed'] as const;
export type Verdict = (typeof verdicts)[number];

/** What came of one exchange; a line of `results.jsonl`. */
export interface Result {
  readonly id: string;
  /** The entry of the map; absent where it has none for this request. */
  readonly route?: string | undefined;
  readonly caller: string;
  readonly method: string;
  /** Redacted, as all here. */
  readonly target: string;
  readonly verdict: Verdict;
  /** Why it was left out, or has failed. */
  readonly why?: string;
  readonly differences: readonly ExplainedDifference[];
  /** To be looked at side by side: of a `different` one, and of the first with an explained difference of its kind. */
  readonly replies?: { readonly control: RecordedReply; readonly candidate: RecordedReply };
  /** What was sent along, if anything was. */
  readonly body?: RecordedBody | undefined;
}
