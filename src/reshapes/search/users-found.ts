import { asJsonObject, listOf, type JsonObject } from '../../syntax/json-object.js';
import { pageOf, type ListPage } from '../lists/page-of-list.js';
import type { UserList } from './user-list-to-v2.js';
import { userMatchesSearch } from './user-matches-search.js';

/**
 * Merges the answers about a list of users. If a whole address or id was asked for, the calls that are always current
 * decide: a user whom they do not return under the address no longer has it, whatever the index says. The users of a
 * page are in the order of their creation, as in v1.
 *
 * @param input `{ wanted, fresh, listed }`: what was asked, the answers of the current calls, and v2's list
 */
export function usersFound(input: unknown): ListPage {
  const { wanted, fresh, listed } = asJsonObject(input);
  const asked = wanted as UserList;
  const { only = [] } = asked;
  const inList = listOf(asJsonObject(listed)['items'])
    .map(asJsonObject)
    .filter((user) => (asked.exact === undefined && !hasIdentity(user)) || userMatchesSearch(only, user));
  if (asked.exact === undefined) return { items: inOrderOfCreation(inList), next: (listed as ListPage).next };
  const { search, ...paging } = asked.exact;
  const users = new Map<unknown, JsonObject>();
  for (const user of inList) if (!isDecided(user, asked)) users.set(user['user_id'], user);
  for (const user of listOf(fresh).flatMap(usersIn)) {
    if (userMatchesSearch(search, user)) users.set(user['user_id'], user);
    else users.delete(user['user_id']);
  }
  return pageOf(inOrderOfCreation([...users.values()]), paging);
}

/** True for a list that is v2's own: then only `created_at` of its users is read. */
usersFound.copiesText = (input: unknown): boolean => {
  const { wanted, listed } = asJsonObject(input);
  const { exact, only = [] } = asJsonObject(wanted) as Partial<UserList>;
  const users = listOf(asJsonObject(listed)['items']).map(asJsonObject);
  return exact === undefined && only.length === 0 && users.every(hasPlainMoment);
};

function hasPlainMoment({ created_at: at }: JsonObject): boolean {
  return typeof at !== 'string' || /^[\x20-\x7e]*$/.test(at);
}

/** A user without identities is not filtered: v2's search is trusted. */
function hasIdentity({ identities }: JsonObject): boolean {
  return listOf(identities).length > 0;
}

/** The answer is one user, a list, or null for a user that does not exist. */
function usersIn(answer: unknown): JsonObject[] {
  const answers = Array.isArray(answer) ? (answer as unknown[]) : [answer];
  return answers.filter((each) => each !== null).map(asJsonObject);
}

/** Whether the index says that the user has exactly this address. users-by-email decides this instead. */
function isDecided({ email }: JsonObject, { email: lower, given_email: given }: UserList): boolean {
  return email !== undefined && (email === lower || email === given);
}

/** Sorts in place, since the list was made here. Users with the same time keep their order. */
function inOrderOfCreation(users: JsonObject[]): JsonObject[] {
  return users.sort(({ created_at: a }, { created_at: b }) => {
    const [one, other] = [textOf(a), textOf(b)];
    return one === other ? 0 : one < other ? -1 : 1;
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
