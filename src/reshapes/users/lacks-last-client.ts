import { isPlainUser } from './is-plain-user.js';
import { someOf } from '../some-of.js';

/** Whether a v2 user lacks `clientID`. v2 shows it for no user. */
export function lacksLastClient(users: unknown): boolean {
  return someOf(users, ({ user_id, clientID }) => user_id !== undefined && clientID === undefined);
}
lacksLastClient.copiesText = isPlainUser;
