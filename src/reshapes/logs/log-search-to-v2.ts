import { anyOf, escaped, longestText, quoted } from '../search/lucene-text.js';
import { getOwn } from '../../syntax/json-object.js';
import { parseV1Search, type V1Clause } from '../search/v1-search.js';

/** v2's names of the three fields that v1 documents. */
const documented: Readonly<Record<string, string>> = {
  application: 'client_name',
  connection: 'connection',
  user: 'user_name',
};

/** Finds nothing, because every entry has a date. */
const nothing = 'NOT _exists_:date';

/**
 * Prints a v1 search of the log as Lucene (facts v1, section 9). A word without a field matches the beginning of
 * `client_name`, `connection` or `user_name`. `application:node user:"john@contoso.com"` searches single fields, with
 * quotes for the whole value. All clauses must hold. A field that v1 does not document, such as `type:"s"`, is
 * compared as a whole. v1 ignored case; v2 ignores it only in `client_name`, `user_name` and `description`.
 *
 * @returns the query, or undefined when nothing narrows the list
 */
export function logSearchToV2(search: string): string | undefined {
  const clauses = parseV1Search(search);
  if (clauses.some(({ value }) => value.length > longestText)) return nothing;
  const terms = clauses.flatMap(printClause);
  return terms.length === 0 ? undefined : terms.join(' AND ');
}

function printClause(clause: V1Clause): string[] {
  // An empty beginning matches everything.
  if (!clause.quoted && clause.value === '') return [];
  if (clause.field === undefined) {
    return [anyOf(Object.values(documented).map((field) => `${field}:${valueOf(clause)}`))];
  }
  const field = getOwn(documented, clause.field);
  if (field !== undefined) return [`${field}:${valueOf(clause)}`];
  // v2's index types booleans: `isMobile:true`.
  const typed = !clause.quoted && /^(?:true|false)$/i.test(clause.value);
  return [`${clause.field}:${typed ? clause.value.toLowerCase() : quoted(clause.value)}`];
}

function valueOf(clause: V1Clause): string {
  return clause.quoted ? quoted(clause.value) : `${escaped(clause.value)}*`;
}
