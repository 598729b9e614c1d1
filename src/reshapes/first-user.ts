import { GatewayError } from '../errors/gateway-error.js';
import { asJsonObject, listOf } from './json-object.js';

/**
 * The first user of a page.
 *
 * @param input `{ items, listed? }`: the users who were found, and the list of v2 in which they were looked for
 * @throws GatewayError `step-missing` where there is none; `gone` where the list has more than could be looked through,
 *   because "user not found" would say that nobody has the address
 */
export function firstUser(input: unknown): unknown {
  const { items, listed } = asJsonObject(input);
  const [user] = listOf(items);
  if (user !== undefined) return user;
  const { items: seen, total } = asJsonObject(listed);
  if (!(Number(total) > listOf(seen).length))
    throw new GatewayError('step-missing', { row: 'user-not-found' });
  throw new GatewayError('gone', {
    message:
      'v2 of 2015 cannot be asked for this address at an appliance, and the user is not among the first users of the connection, who were looked through. Use the id of the user.',
  });
}
