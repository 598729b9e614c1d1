import { asJsonObject } from '../../syntax/json-object.js';

/**
 * The id of the user, if it was read because the given id has another form; otherwise the given id.
 *
 * @param input `{ given, user? }`
 */
export function userIdOfUser(input: unknown): unknown {
  const { given, user } = asJsonObject(input);
  return user === undefined ? given : asJsonObject(user)['user_id'];
}
