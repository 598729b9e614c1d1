import { anyOf } from './lucene-text.js';
import type { SearchLoss } from './search-loss.js';
import type { UserClause, UserSearch } from './user-search.js';

/** A query in Lucene's syntax, and what it cannot ask. */
export interface LuceneQuery {
  /** Undefined: everybody. */
  readonly q: string | undefined;
  /** Each once, in the order of the clauses. */
  readonly losses: readonly SearchLoss[];
}

/** How an engine is asked for texts; all else is alike. */
export interface LuceneDialect {
  /** A term for a value to the letter, of a field whose values v1 compared so too. */
  readonly exact: (path: string, value: string) => string;
  readonly startsWith: (text: string) => LuceneTerm;
  readonly whole: (clause: Extract<UserClause, { kind: 'whole' }>) => LuceneTerm;
}

export interface LuceneTerm {
  readonly term: string;
  readonly losses: readonly SearchLoss[];
}

/** Every user has an id, so that this finds nobody; without any query v2 would list everybody. */
const nobody = 'NOT _exists_:user_id';

/** Prints a search for one engine. Operators are always written: the default between terms is not documented. */
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
 * An absent key is neither `false` nor 0 (facts v2, 8a), so that these two are asked as the opposite of what they are
 * not. Auth0's documents write `NOT _exists_:a OR a:false`, which Lucene's own parser reads as `a:false AND NOT ...`.
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
      return anyOf(clause.names.map((name) => exact('identities.connection', name)));
    case 'social':
      return 'identities.isSocial:true';
    case 'enterprise':
      // The migration table's own query, with Lucene's double quotes.
      return `identities.isSocial:false AND NOT ${exact('identities.provider', 'auth0')}`;
    case 'nobody':
      return nobody;
  }
}
