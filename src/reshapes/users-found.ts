import { asJsonObject, listOf, type JsonObject } from './json-object.js';
import type { UserCriteria, UserList } from './user-list-to-v2.js';
import { userMatchesSearch } from './user-matches-search.js';

/** A page of a v1 list of v2 users; `next` names the page after it. */
export interface UsersFound {
  readonly items: readonly unknown[];
  readonly next: { readonly page: number } | undefined;
}

/**
 * Puts the answers about a list of users together. Where whole addresses or ids were asked for, the calls that are
 * right at once decide: a user whom they do not give under the address has lost it, whatever the index says.
 *
 * @param input `{ wanted, fresh, listed }`: what was asked, the answers of the immediate calls, and v2's list
 */
export function usersFound(input: unknown): unknown {
  const { wanted, fresh, listed } = asJsonObject(input);
  const { exact, ...asked } = wanted as UserList;
  if (exact === undefined) return listed;
  const users = new Map<unknown, JsonObject>();
  const indexed = listOf(asJsonObject(listed)['items']).map(asJsonObject);
  const known = listOf(fresh).flatMap((answer) => (Array.isArray(answer) ? (answer as unknown[]) : [answer]));
  for (const user of indexed) if (!isDecided(user, asked)) users.set(user['user_id'], user);
  for (const user of known.filter((each) => each !== null).map(asJsonObject)) {
    if (meets(user, exact.criteria)) users.set(user['user_id'], user);
    else users.delete(user['user_id']);
  }
  return pageOf([...users.values()], exact);
}

/** The index says that the user has this very address: users-by-email knows better. */
function isDecided({ email }: JsonObject, { email: lower, given_email: given }: Partial<UserList>): boolean {
  return email !== undefined && (email === lower || email === given);
}

function meets(user: JsonObject, { clauses, connections, kind }: UserCriteria): boolean {
  const identities = listOf(user['identities']).map(asJsonObject);
  if (
    connections !== undefined &&
    !identities.some(({ connection }) => connections.includes(String(connection)))
  )
    return false;
  return isOfKind(identities, kind) && userMatchesSearch(clauses, user);
}

/** As the migration table's queries have it. */
function isOfKind(identities: readonly JsonObject[], kind: UserCriteria['kind']): boolean {
  if (kind === 'social') return identities.some(({ isSocial }) => isSocial === true);
  if (kind === undefined) return true;
  return (
    identities.some(({ isSocial }) => isSocial === false) &&
    !identities.some(({ provider }) => provider === 'auth0')
  );
}

function pageOf(
  users: readonly JsonObject[],
  { page, per_page: perPage }: { page: number; per_page: number },
): UsersFound {
  const end = (page + 1) * perPage;
  return {
    items: users.slice(end - perPage, end),
    next: end < users.length ? { page: page + 1 } : undefined,
  };
}
