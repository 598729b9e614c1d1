import { isPlainUser } from './is-plain-user.js';
import { someOf } from './some-of.js';

/** Whether a user's `_id` was another in v1: only those of database users stand in their user_id. */
export function lacksV1Id(users: unknown): boolean {
  return someOf(
    users,
    ({ user_id }) => typeof user_id === 'string' && !/^auth0\|[0-9a-f]{24}$/.test(user_id),
  );
}
lacksV1Id.copiesText = isPlainUser;
