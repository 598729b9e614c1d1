import { getOwn, isJsonObject } from '../../syntax/json-object.js';
import { lowerCase } from './lower-case.js';
import type { UserClause, UserSearch } from './user-search.js';

/**
 * Whether v1 would have found the user. For users that did not come from v2's search, which lags behind.
 *
 * @param user a v2 user; nulls count as absent, and any item of a list may match
 */
export function userMatchesSearch(search: UserSearch, user: unknown): boolean {
  return search.every((clause) => holds(clause, user));
}

function holds(clause: UserClause, user: unknown): boolean {
  const valuesOf = (path: string): unknown[] => valuesAt(user, path.split('.'));
  const textsOf = (path: string): string[] => valuesOf(path).map(String);
  switch (clause.kind) {
    case 'starts-with': {
      const beginning = lowerCase(clause.text);
      return [...textsOf('name'), ...textsOf('email')].some((text) => lowerCase(text).startsWith(beginning));
    }
    case 'whole': {
      if (clause.type === 'id') return textsOf(clause.path).includes(clause.value);
      return textsOf(clause.path).map(lowerCase).includes(lowerCase(clause.value));
    }
    case 'flag': {
      const values = valuesOf(clause.path);
      return values.includes(clause.value) || (values.length === 0 && clause.whenAbsent === clause.value);
    }
    case 'count': {
      const values = valuesOf(clause.path);
      return values.includes(clause.value) || (values.length === 0 && clause.value === 0);
    }
    case 'time':
      return textsOf(clause.path).some((text) => text.startsWith(clause.beginning));
    case 'connections':
      return textsOf('identities.connection').some((name) => clause.names.includes(name));
    case 'social':
      return valuesOf('identities.isSocial').includes(true);
    case 'enterprise':
      return (
        valuesOf('identities.isSocial').includes(false) && !textsOf('identities.provider').includes('auth0')
      );
    case 'nobody':
      return false;
  }
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [key, ...rest] = path;
  if (key !== undefined) return isJsonObject(value) ? valuesAt(getOwn(value, key), rest) : [];
  return value === undefined || typeof value === 'object' ? [] : [value];
}
