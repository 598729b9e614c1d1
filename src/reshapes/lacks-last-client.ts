import { isPlainUser } from './is-plain-user.js';
import { someOf } from './some-of.js';

/** Whether a v2 user has no `clientID`, as v2 shows them all. */
export function lacksLastClient(users: unknown): boolean {
  return someOf(users, ({ user_id, clientID }) => user_id !== undefined && clientID === undefined);
}
lacksLastClient.copiesText = isPlainUser;
