import { anyOf, quoted } from './lucene-text.js';
import type { SearchLoss } from './search-loss.js';
import type { UserClause, UserSearch } from './user-search.js';

/** A query in Lucene's syntax, and the losses of what it cannot ask. */
export interface LuceneQuery {
  /** Undefined: all users. */
  readonly q: string | undefined;
  /** Each loss once, in the order of the clauses. */
  readonly losses: readonly SearchLoss[];
}

/** How an engine compares texts, in which alone the engines differ. */
export interface LuceneDialect {
  /** A term that compares case-sensitively, for a field that v1 compared in the same way. */
  readonly exact: (path: string, value: string) => string;
  readonly startsWith: (text: string) => LuceneTerm;
  readonly whole: (clause: Extract<UserClause, { kind: 'whole' }>) => LuceneTerm;
}

export interface LuceneTerm {
  readonly term: string;
  readonly losses: readonly SearchLoss[];
}

/** Finds nobody, because every user has an id. Without a query v2 would list everybody. */
const nobody = 'NOT _exists_:user_id';

/** Prints a search for one engine. Operators are always written, because the default between terms is undocumented. */
export function printLucene(search: UserSearch, dialect: LuceneDialect): LuceneQuery {
  if (search.some(({ kind }) => kind === 'nobody')) return { q: nobody, losses: [] };
  const printed = search.map((clause) => printClause(clause, dialect));
  return {
    q: printed.length === 0 ? undefined : printed.map(({ term }) => term).join(' AND '),
    losses: [...new Set(printed.flatMap(({ losses }) => losses))],
  };
}

function printClause(clause: UserClause, dialect: LuceneDialect): LuceneTerm {
  switch (clause.kind) {
    case 'starts-with':
      return dialect.startsWith(clause.text);
    case 'whole':
      return dialect.whole(clause);
    default:
      return { term: printTyped(clause, dialect), losses: [] };
  }
}

type TypedClause = Exclude<UserClause, { kind: 'starts-with' | 'whole' }>;

/**
 * An absent key is neither `false` nor 0 (facts v2, 8a), so that both are asked by a negation. Auth0's documents
 * write `NOT _exists_:a OR a:false`, which Lucene's own parser reads as `a:false AND NOT ...`.
 */
function printTyped(clause: TypedClause, { exact }: LuceneDialect): string {
  switch (clause.kind) {
    case 'flag':
      return clause.value || clause.whenAbsent === undefined
        ? `${clause.path}:${clause.value}`
        : `NOT ${clause.path}:true`;
    case 'count':
      return clause.value === 0 ? `NOT ${clause.path}:[1 TO *]` : `${clause.path}:${clause.value}`;
    case 'time':
      return `${clause.path}:[${clause.beginning} TO ${clause.beginning}]`;
    case 'connections':
      // The field once for all names (facts v2, 8a): a client may have hundreds, and the length of a call is limited.
      return `identities.connection:${anyOf(clause.names.map(quoted))}`;
    case 'social':
      return 'identities.isSocial:true';
    case 'enterprise':
      // The migration table's own query, with Lucene's double quotes.
      return `identities.isSocial:false AND NOT ${exact('identities.provider', 'auth0')}`;
    case 'nobody':
      return nobody;
  }
}
