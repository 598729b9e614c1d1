import { GatewayError } from '../errors/gateway-error.js';
import { asJsonObject, listOf, type JsonObject } from './json-object.js';

/**
 * The user with an address in a connection. Several may have the address: one whose identity in the connection has it goes
 * before one who is known by it elsewhere, to whom another account of the connection is linked.
 *
 * @param input `{ items, email, connection, listed? }`: the users with this address; the address, in lower case; and, where
 *   they were found by a search for the connection, the list of v2 in which they were looked for
 * @throws GatewayError `step-missing` where there is none; `gone` where the list has more than could be looked through,
 *   because "user not found" would say that nobody has the address
 */
export function userOfAddress(input: unknown): unknown {
  const { items, email, connection, listed } = asJsonObject(input);
  const users = listOf(items).map(asJsonObject);
  const user =
    users.find((each) => addressesIn(each, connection).some((one) => one === email)) ??
    users.find((each) => addressesIn(each, connection).length > 0) ??
    // Of a user who shows no identities, a search for the connection is believed.
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

/** Of the user's identities in the connection; undefined for one that tells none. That of the first one is the user's. */
function addressesIn({ identities, email }: JsonObject, connection: unknown): (string | undefined)[] {
  return listOf(identities)
    .map(asJsonObject)
    .map((one, at) => ({ ...one, address: at === 0 ? email : asJsonObject(one['profileData'])['email'] }))
    .filter((one: JsonObject) => one['connection'] === connection)
    .map(({ address }) => (typeof address === 'string' ? address.toLowerCase() : undefined));
}
