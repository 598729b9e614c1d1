import { asJsonObject, isJsonObject } from '../../syntax/json-object.js';
import { longestText } from './lucene-text.js';
import { strategyOf } from '../connections/strategies.js';
import { userSearchField, type TextType } from './user-search-field.js';
import { parseV1Search, type V1Clause } from './v1-search.js';
import { userIdOf } from '../users/v1-id.js';

/** The users that a v1 list shows: all clauses must hold, and an empty list means all users. */
export type UserSearch = readonly UserClause[];

/** `path` is v2's dotted name of a field. */
export type UserClause =
  /** v1's default: the name or the e-mail address begins with the text, ignoring case. */
  | { readonly kind: 'starts-with'; readonly text: string }
  /** The field equals the value, compared as `type` says. */
  | { readonly kind: 'whole'; readonly path: string; readonly type: TextType; readonly value: string }
  /** `whenAbsent`: the value that an absent field stands for; undefined if every user has the field. */
  | {
      readonly kind: 'flag';
      readonly path: string;
      readonly value: boolean;
      readonly whenAbsent: false | undefined;
    }
  /** An absent field is 0. */
  | { readonly kind: 'count'; readonly path: string; readonly value: number }
  /** A year, month, day or instant, as ISO times begin: `2015`, `2015-01-31`, `2015-01-31T10:00:00.000Z`. */
  | { readonly kind: 'time'; readonly path: string; readonly beginning: string }
  /** Users of any of these connections, by exact name. */
  | { readonly kind: 'connections'; readonly names: readonly string[] }
  | { readonly kind: 'social' | 'enterprise' }
  | { readonly kind: 'nobody' };

const nobody: UserClause = { kind: 'nobody' };

/**
 * Reads the search of a v1 list of users into clauses, with v2's names and types of fields. A value that no user can
 * have (`loginsCount:many`, a text longer than any name) becomes `nobody`. An empty bare search is no filter, but an
 * empty value of a field is compared as it is.
 *
 * @param input `{ search?, email?, connection?, connectionOrAll?, connections?, list?: 'social' | 'enterprise' }`;
 *   `All` is the old API explorer's word for no filter, `connections` is a list of v2's connections, of which any may
 *   match
 */
export function userSearch(input: unknown): UserSearch {
  const { search, email, connection, connectionOrAll, connections, list } = asJsonObject(input);
  const filter = connection ?? (connectionOrAll === 'All' ? undefined : connectionOrAll);
  return [
    ...(Array.isArray(connections) ? [usersOf(connections.map(nameOf))] : []),
    ...(typeof email === 'string' ? [readField('email', email)] : []),
    ...parseV1Search(typeof search === 'string' ? search : '').flatMap(readClause),
    ...(filter === undefined || filter === '' ? [] : [usersOf([filter])]),
    ...(list === 'social' || list === 'enterprise' ? [{ kind: list } as const] : []),
  ];
}

function nameOf(connection: unknown): unknown {
  return isJsonObject(connection) ? connection['name'] : undefined;
}

/** The users of any of these connections; without a valid name, nobody. */
function usersOf(names: readonly unknown[]): UserClause {
  const possible = names.filter(
    (name): name is string => typeof name === 'string' && name !== '' && name.length <= longestText,
  );
  return possible.length === 0 ? nobody : { kind: 'connections', names: possible };
}

function readClause({ field, value }: V1Clause): UserClause[] {
  if (value.length > longestText) return [nobody];
  if (field !== undefined) return [readField(field, value)];
  return value === '' ? [] : [{ kind: 'starts-with', text: value }];
}

function readField(name: string, value: string): UserClause {
  const field = userSearchField(name);
  const { path } = field;
  switch (field.type) {
    case 'flag': {
      // .NET prints `True` and `False`.
      if (!/^(?:true|false)$/i.test(value)) return nobody;
      const { whenAbsent } = field;
      return { kind: 'flag', path, value: value.toLowerCase() === 'true', whenAbsent };
    }
    case 'count':
      return /^\d{1,15}$/.test(value) ? { kind: 'count', path, value: Number(value) } : nobody;
    case 'time': {
      const beginning = beginningOf(value);
      return beginning === undefined ? nobody : { kind: 'time', path, beginning };
    }
    default:
      return { kind: 'whole', path, type: field.type, value: valueIn(name, path, value) };
  }
}

/** The value in v2's spelling. */
function valueIn(name: string, path: string, value: string): string {
  if (name === '_id') return userIdOf(value);
  return path === 'identities.provider' ? strategyOf(value) : value;
}

const period = /^\d{4}(?:-\d\d(?:-\d\d)?)?$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** The beginning of every time that is meant, as v2 writes it; undefined for an invalid time. */
function beginningOf(value: string): string | undefined {
  const time = new Date(value);
  if (!(period.test(value) || instant.test(value)) || Number.isNaN(time.getTime())) return undefined;
  const text = time.toISOString();
  if (instant.test(value)) return text;
  // JavaScript reads 30 February as a day in March.
  return text.startsWith(value) ? value : undefined;
}
