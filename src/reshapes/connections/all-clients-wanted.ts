import { asJsonObject, listOf } from '../../syntax/json-object.js';

/**
 * Whether a connection is to be turned on for all clients, as it is when the global client turns it on. If any client
 * has the connection, the global client sees it as on already, and writing a whole object back changes nothing.
 *
 * @param input `{ asker, status?, default?, members?, named? }`: the asking client, the `status` it sent, the default
 *   for an absent status, the clients that have the connection now, and the clients that the v1 client has named
 *   itself
 */
export function allClientsWanted(input: unknown): boolean {
  const { asker, status, default: usual, members, named } = asJsonObject(input);
  const { everybody } = asJsonObject(asker);
  return (
    everybody === true && (status ?? usual) === true && named === undefined && listOf(members).length === 0
  );
}
