import type { JsonValue } from '../json-value.js';
import type { V1User } from './v1-store.js';
import { profileOf } from './v1-user-view.js';

/** `field:value` or `field: "value"`; anything else is a text without a field. */
const fieldClause = /^([a-z_]\w*):\s*(?:"([^"]*)"|(.*))$/is;

/**
 * v1's search (facts v1, 4.2): the beginning of the name or the address, or whole values of v1 fields; clauses are
 * separated by `;`. Case is ignored. Metadata is not searched (node's README of 2015). An empty search is no
 * filter (ruby sends `search=`).
 */
export function v1UserSearch(search: string): (user: V1User) => boolean {
  const clauses = search
    .split(';')
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '')
    .map(readClause);
  return (user) => clauses.every((holds) => holds(user));
}

function readClause(clause: string): (user: V1User) => boolean {
  const [, field, quoted, bare] = fieldClause.exec(clause) ?? [];
  if (field !== undefined) {
    const wanted = folded(quoted ?? bare?.trim() ?? '');
    return (user) => folded(valueOf(user, field)) === wanted;
  }
  const beginning = folded(clause);
  return (user) => {
    const { name, email } = profileOf(user);
    return [name, email].some((text) => typeof text === 'string' && folded(text).startsWith(beginning));
  };
}

/** Defaults: a user who never logged in has 0 logins, and one never blocked or verified counts as false. */
function valueOf(user: V1User, field: string): JsonValue {
  if (field === '_id' || field === 'user_id') return user[field];
  const absent: Readonly<Record<string, JsonValue>> = {
    loginsCount: 0,
    email_verified: false,
    blocked: false,
  };
  return { ...absent, ...profileOf(user), ...user.account }[field] ?? null;
}

function folded(value: JsonValue): string {
  return typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value);
}
