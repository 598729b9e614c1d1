import { asJsonObject } from './json-object.js';

/**
 * The id of a user who was read because the id given is of another form; else the one that was given.
 *
 * @param input `{ given, user? }`
 */
export function userIdOfUser(input: unknown): unknown {
  const { given, user } = asJsonObject(input);
  return user === undefined ? given : asJsonObject(user)['user_id'];
}
