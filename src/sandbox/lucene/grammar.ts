import type { LuceneNode } from './tree.js';

/** A part of a query that looks at one field, or at those that a bare term means. */
export type LuceneClause = Extract<LuceneNode, { kind: 'exists' | 'match' | 'range' }>;

/** What an engine takes beyond the grammar that all have, and what it refuses of it. */
export interface LuceneGrammar {
  /** Whether a field can be compared: `logins_count:>=100`. */
  readonly comparators: boolean;
  /** Whether `_missing_:f` is a question and not a field. */
  readonly missing: boolean;
  /** Why the engine does not take a clause; undefined where it does. */
  fault(clause: LuceneClause): string | undefined;
}
