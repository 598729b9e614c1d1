import type { ExplainedDifference } from './compare/explain-differences.js';
import type { RecordedBody, RecordedReply } from './recording.js';

/**
 * same: no difference. explained: each difference has a cause. different: at least one has none. left-out: not
 * asked, by choice or because it cannot be asked. failed: there is no answer to compare, although there should be.
 */
export const verdicts = ['same', 'explained', 'different', 'left-out', 'failed'] as const;
export type Verdict = (typeof verdicts)[number];

/** The outcome of one exchange; a line of `results.jsonl`. */
export interface Result {
  readonly id: string;
  /** Id of the map entry; absent if the map has none for this request. */
  readonly route?: string | undefined;
  readonly caller: string;
  readonly method: string;
  /** Redacted, like all fields here. */
  readonly target: string;
  readonly verdict: Verdict;
  /** Why the exchange was left out, or has failed. */
  readonly why?: string;
  readonly differences: readonly ExplainedDifference[];
  /** Kept for a `different` result, and for the first one with each kind of explained difference. */
  readonly replies?: { readonly control: RecordedReply; readonly candidate: RecordedReply };
  /** Body of the request, if any. */
  readonly body?: RecordedBody | undefined;
}
