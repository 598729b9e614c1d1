import { escaped, quoted } from './lucene-text.js';
import { parseV1Search, type V1Clause } from './v1-search.js';

/** v2's names of the fields that v1 clients search by. */
const v2Fields: Readonly<Record<string, string>> = {
  lastLogin: 'last_login',
  loginsCount: 'logins_count',
  connection: 'identities.connection',
  provider: 'identities.provider',
  isSocial: 'identities.isSocial',
};

const lists: Readonly<Record<string, string>> = {
  social: 'identities.isSocial:true',
  // The migration table's own query, with Lucene's double quotes.
  enterprise: 'identities.isSocial:false AND NOT identities.provider:"auth0"',
};

/**
 * Prints a v1 search as Lucene for `search_engine=v3`. Values are quoted or escaped character by character, so
 * that no input changes the shape of the query.
 *
 * @param input `{ search?, connection?, connectionOrAll?, list?: 'social' | 'enterprise' }`; `All` is the old API
 *   explorer's word for no filter
 * @returns the query, or undefined when nothing narrows the list
 */
export function searchToV2(input: unknown): string | undefined {
  const { search, connection, connectionOrAll, list } = input as Partial<Record<string, string>>;
  const terms = parseV1Search(search ?? '').map(printClause);
  const filter = connection ?? (connectionOrAll === 'All' ? '' : connectionOrAll);
  if (filter !== undefined && filter !== '') terms.push(`identities.connection:${quoted(filter)}`);
  const fixed = list === undefined ? undefined : lists[list];
  if (fixed !== undefined) terms.push(fixed);
  return terms.length === 0 ? undefined : terms.join(' AND ');
}

function printClause(clause: V1Clause): string {
  if (clause.kind === 'starts-with') {
    const prefix = `${escaped(clause.value)}*`;
    return `(name:${prefix} OR email:${prefix})`;
  }
  const field = v2Fields[clause.field] ?? clause.field;
  // Booleans and numbers are typed in v2's index: quoted, they are other values.
  // .NET prints them as `True` and `False`.
  const typed = !clause.quoted && /^(?:true|false|-?\d{1,15})$/i.test(clause.value);
  return `${field}:${typed ? clause.value.toLowerCase().replace('-', '\\-') : quoted(clause.value)}`;
}
