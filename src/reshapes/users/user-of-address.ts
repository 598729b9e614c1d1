import { GatewayError } from '../../errors/gateway-error.js';
import { asJsonObject, listOf, type JsonObject } from '../../syntax/json-object.js';

/**
 * The user with an address in a connection. Of several users with the address, one whose identity in the connection
 * has it goes first, before one who has it elsewhere and whose linked account is in the connection.
 *
 * @param input `{ items, email, connection, listed? }`: the users with this address; the address in lower case; and
 *   v2's list that was searched, if they were found by a search for the connection
 * @throws GatewayError `step-missing` if there is none; `gone` if the list is longer than could be searched, because
 *   "user not found" would say that nobody has the address
 */
export function userOfAddress(input: unknown): unknown {
  const { items, email, connection, listed } = asJsonObject(input);
  const users = listOf(items).map(asJsonObject);
  const user =
    users.find((each) => addressesIn(each, connection).some((one) => one === email)) ??
    users.find((each) => addressesIn(each, connection).length > 0) ??
    // If a user shows no identities, the search for the connection is trusted.
    (listed === undefined ? undefined : users.find(({ identities }) => listOf(identities).length === 0));
  if (user !== undefined) return user;
  const { items: seen, total } = asJsonObject(listed);
  if (!(Number(total) > listOf(seen).length))
    throw new GatewayError('step-missing', { row: 'user-not-found' });
  throw new GatewayError('gone', {
    message:
      'v2 of 2015 cannot be asked for this address at an appliance, and the user is not among the first users of the connection, who were looked through. Use the id of the user.',
  });
}

/**
 * Addresses of the user's identities in the connection, undefined where unknown. The first identity's is the user's.
 */
function addressesIn({ identities, email }: JsonObject, connection: unknown): (string | undefined)[] {
  return listOf(identities)
    .map(asJsonObject)
    .map((one, at) => ({ ...one, address: at === 0 ? email : asJsonObject(one['profileData'])['email'] }))
    .filter((one: JsonObject) => one['connection'] === connection)
    .map(({ address }) => (typeof address === 'string' ? address.toLowerCase() : undefined));
}
