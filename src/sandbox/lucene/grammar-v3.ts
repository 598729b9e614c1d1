import type { LuceneClause, LuceneGrammar } from './grammar.js';
import type { LuceneValue } from './tree.js';

/** Today's engine, for users and logs (official: user-search-query-syntax). */
export const grammarV3: LuceneGrammar = { comparators: false, missing: false, fault };

function fault(clause: LuceneClause): string | undefined {
  const { field } = clause;
  if (field !== undefined && isGone(field)) return `'${field.join('.')}' went with search engine v2`;
  if (clause.kind === 'match') return wildcardFault(field, clause.value);
  return clause.kind === 'range' && field?.[0] === 'user_metadata'
    ? 'user_metadata cannot be searched by range'
    : undefined;
}

/** Official: `_missing_:f` is now `NOT _exists_:f`, and no field has a `raw` subfield. */
function isGone(path: readonly string[]): boolean {
  return (
    path[0] === '_missing_' || (path.length > 1 && path.at(-1) === 'raw' && !/_metadata$/.test(path[0] ?? ''))
  );
}

/**
 * Official: prefix wildcards are allowed; other wildcards need three literal characters; user_metadata allows
 * none. A query that breaks this is refused here, because an empty answer would hide the mistake.
 */
function wildcardFault(field: LuceneClause['field'], value: LuceneValue): string | undefined {
  if (value.parts.length === 1) return undefined;
  if (field?.[0] === 'user_metadata') return 'user_metadata cannot be searched with wildcards';
  const isPrefix = value.parts.length === 2 && value.parts[1] === '';
  return !isPrefix && value.parts.join('').length < 3
    ? 'a wildcard that is not at the end needs at least 3 characters'
    : undefined;
}
