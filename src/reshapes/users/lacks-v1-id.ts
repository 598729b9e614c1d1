import { isPlainUser } from './is-plain-user.js';
import { someOf } from '../some-of.js';

/** Whether a user had another `_id` in v1. Only the user_id of database users contains v1's `_id`. */
export function lacksV1Id(users: unknown): boolean {
  return someOf(
    users,
    ({ user_id }) => typeof user_id === 'string' && !/^auth0\|[0-9a-f]{24}$/.test(user_id),
  );
}
lacksV1Id.copiesText = isPlainUser;
