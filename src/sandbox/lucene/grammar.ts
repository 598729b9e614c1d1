import type { LuceneNode } from './tree.js';

/** A clause on one field, or on the standard fields if it is a bare term. */
export type LuceneClause = Extract<LuceneNode, { kind: 'exists' | 'match' | 'range' }>;

/** What an engine accepts beyond the common grammar, and what it refuses of it. */
export interface LuceneGrammar {
  /** Whether comparisons are allowed: `logins_count:>=100`. */
  readonly comparators: boolean;
  /** Whether `_missing_:f` is an operator, not a field. */
  readonly missing: boolean;
  /** Why the engine refuses a clause; undefined if it accepts it. */
  fault(clause: LuceneClause): string | undefined;
}
